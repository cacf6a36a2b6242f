"""pg_dump's tar archives: a table of contents and a file for each table's rows."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

from ftc_lint.audit.dumps.archive import blobs_in, is_blobs, read_contents
from ftc_lint.audit.dumps.model import Dump, DumpError


def read_tar(file: BinaryIO) -> Dump:
    """A tar archive with every file that its contents name. Raises `DumpError`."""
    try:
        with tarfile.open(fileobj=file, mode="r:") as archive:
            # pg_dump writes plain files only; a link may lead nowhere, a sparse file has no end
            members = [each for each in archive if each.isreg() and not each.issparse()]
            sizes = {member.name: _whole(archive, member) for member in members}
            contents = archive.extractfile("toc.dat") if "toc.dat" in sizes else None
            if contents is None:
                raise DumpError("it is no archive of pg_dump: toc.dat is not in it")
            read = read_contents(cast(BinaryIO, contents))
            wanted = [*(_name(name, sizes) for name in read.files), *_blobs(archive, sizes)]
    except tarfile.TarError as error:
        raise DumpError(f"it is truncated or damaged: {error}") from None
    _check_end(file, max(member.offset_data + member.size for member in members))
    missing = [name for name in wanted if name not in sizes]
    if missing:
        raise DumpError(f"it is truncated: {len(missing)} of {len(wanted)} files are not there")
    return read.dump("pg_dump, tar")


def _name(name: str, sizes: Mapping[str, int]) -> str:
    """The file of an entry: large objects go by another name than the contents say."""
    number = name.removesuffix(".dat")
    lists = (f"blobs_{number}.toc", "blobs.toc")
    return name if name in sizes else next((each for each in lists if each in sizes), name)


def _blobs(archive: tarfile.TarFile, sizes: Mapping[str, int]) -> Iterator[str]:
    for name in filter(is_blobs, sizes):
        stream = archive.extractfile(name)
        if stream is not None:
            yield from blobs_in(stream.read())


def _whole(archive: tarfile.TarFile, member: tarfile.TarInfo) -> int:
    stream = archive.extractfile(member)
    read = 0
    while stream is not None and (chunk := stream.read(1 << 20)):
        read += len(chunk)
    if read != member.size:
        raise DumpError(f"it is truncated within {member.name}")
    return read


def _check_end(file: BinaryIO, end: int) -> None:
    """After the last file there are blocks of zeros. A tar file that was cut between two files
    shows only so."""
    file.seek(-(-end // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE)
    block = file.read(tarfile.BLOCKSIZE)
    if len(block) < tarfile.BLOCKSIZE or any(block):
        raise DumpError("it is truncated: the end of the archive is not there")
