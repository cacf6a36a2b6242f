"""Reads backup files to their end: what they are, and that they are whole."""

from ftc_lint.audit.dumps.kinds import read_dump
from ftc_lint.audit.dumps.model import Dump, DumpError, PackingNotRead

__all__ = ["Dump", "DumpError", "PackingNotRead", "read_dump"]
