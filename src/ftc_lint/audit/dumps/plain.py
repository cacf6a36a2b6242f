"""Plain dumps: SQL text of pg_dump, mysqldump or mariadb-dump."""

from __future__ import annotations

import re
from datetime import datetime
from typing import BinaryIO

from ftc_lint.audit.dumps.model import Dump, DumpError

_HEAD = 65536
_TAIL = 500
_POSTGRESQL = b"PostgreSQL database dump"
_CLUSTER = b"PostgreSQL database cluster dump"
_MYSQL = re.compile(rb"-- (?:MySQL|MariaDB) dump")
_NAME = re.compile(rb"^-- Host: .*?Database: (\S+)\s*$", re.MULTILINE)
_CONNECT = re.compile(rb"^\\connect (?:-reuse-previous=\w+ )?\"?([^\s\"]+)\"?\s*$", re.MULTILINE)
_COMPLETED = re.compile(rb"-- Dump completed(?: on (\d{4}-\d\d-\d\d) +(\d{1,2}:\d\d:\d\d))?")


def read_plain(file: BinaryIO) -> Dump:
    """A plain dump. Raises `DumpError` for one without its last line, or for another text."""
    head = file.read(_HEAD)
    tail = _tail(file, head)
    if _POSTGRESQL in head or _CLUSTER in head:
        if b"dump complete" not in tail:
            raise DumpError("it is truncated: the line that pg_dump ends with is not there")
        connect = _CONNECT.search(head)
        name = connect[1].decode("utf-8", "replace") if connect and _CLUSTER not in head else None
        return Dump("pg_dump, plain", database=name)
    if _MYSQL.search(head):
        return _mysql(head, tail)
    raise DumpError("it is no dump that is known here (pg_dump, mysqldump, SQLite)")


def _mysql(head: bytes, tail: bytes) -> Dump:
    completed = _COMPLETED.search(tail)
    if completed is None:
        raise DumpError("it is truncated: the line that mysqldump ends with is not there")
    taken = None
    if completed[1] is not None:
        text = f"{completed[1].decode()} {completed[2].decode()}"
        try:
            taken = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").astimezone()
        except (ValueError, OverflowError):
            raise DumpError(f"it is damaged: it was completed on {text}") from None
    name = _NAME.search(head)
    return Dump("mysqldump", taken, name[1].decode("utf-8", "replace") if name else None)


def _tail(file: BinaryIO, head: bytes) -> bytes:
    """The last bytes, read through: a compressed file shows its damage only so."""
    tail = head[-_TAIL:]
    while chunk := file.read(1 << 20):
        tail = (tail + chunk)[-_TAIL:]
    return tail
