"""pg_dump's tar archives: a table of contents and a file for each table's rows."""

from __future__ import annotations

import tarfile
from typing import BinaryIO

from ftc_lint.audit.dumps.archive import read_contents
from ftc_lint.audit.dumps.model import Dump, DumpError


def read_tar(file: BinaryIO) -> Dump:
    """A tar archive with every file that its contents name. Raises `DumpError`."""
    try:
        with tarfile.open(fileobj=file, mode="r:") as archive:
            sizes = {member.name: _whole(archive, member) for member in archive}
            contents = archive.extractfile("toc.dat") if "toc.dat" in sizes else None
            if contents is None:
                raise DumpError("it is no archive of pg_dump: toc.dat is not in it")
            read = read_contents(contents)  # type: ignore[arg-type]
    except tarfile.TarError as error:
        raise DumpError(f"it is truncated or damaged: {error}") from None
    missing = [name for name in read.files if name not in sizes]
    if missing:
        raise DumpError(f"it is truncated: {len(missing)} of {len(read.files)} files are not there")
    return read.dump("pg_dump, tar")


def _whole(archive: tarfile.TarFile, member: tarfile.TarInfo) -> int:
    stream = archive.extractfile(member)
    read = 0
    while stream is not None and (chunk := stream.read(1 << 20)):
        read += len(chunk)
    if read != member.size:
        raise DumpError(f"it is truncated within {member.name}")
    return read
