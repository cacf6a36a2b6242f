"""An earlier tree of the repository, as what differs from the working tree."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection

from ftc_lint.errors import UsageError
from ftc_lint.files import has_listed_name
from ftc_lint.git import GitError, git, listed_files
from ftc_lint.records import dataclass


@dataclass(frozen=True, slots=True)
class BaseTree:
    """Paths are relative to the project's root.

    `files` are the regular files of the earlier tree, `links` its symbolic links that are the same
    today; `contents` what those of the files held that are not the same on disk now; `added` the
    files of today that it did not have.
    """

    commit: str
    files: frozenset[str]
    links: frozenset[str]
    contents: dict[str, bytes]
    added: frozenset[str]


def base_tree(directory: str, revision: str, today: Collection[str]) -> BaseTree:
    """The merge base of the working tree with a revision, below the project's root. `today` are
    files of the working tree besides those that git lists. Nothing is written but a temporary
    directory.

    Raises `UsageError` where there is no such revision, no merge base, or no git.
    """
    try:
        commit = _merge_base(directory, revision)
        files, links = _listed(directory, commit)
        changed = _changed(directory, commit)
        present = frozenset((*today, *listed_files(directory)))
        lost = (p for p in files - changed if not os.path.isfile(os.path.join(directory, p)))
        contents = _contents(directory, commit, sorted({*(files & changed), *lost}))
    except GitError as error:
        raise UsageError(f"--since {revision}: {error}") from None
    return BaseTree(commit, files, links - changed, contents, present - files - (links - changed))


def _merge_base(directory: str, revision: str) -> str:
    """The full name of the commit. Raises `UsageError`, `GitError`."""
    git("rev-parse", "--git-dir", cwd=directory)  # is there a repository, and git?
    theirs = None if revision.startswith("-") else _commit(directory, revision)
    if theirs is None:
        raise UsageError(f"--since {revision}: git knows no such revision; {_fetch(directory)}")
    if _commit(directory, "HEAD") is None:
        raise UsageError(f"--since {revision}: there is no commit yet; commit first")
    try:
        found = git("merge-base", "HEAD", theirs, cwd=directory).decode().split()
    except GitError:
        found = []
    if not found:
        raise UsageError(
            f"--since {revision}: it has no commit in common with HEAD; {_fetch(directory)}"
        )
    return found[0]


def _commit(directory: str, revision: str) -> str | None:
    try:
        return (
            git("rev-parse", "--verify", f"{revision}^{{commit}}", cwd=directory).decode().strip()
        )
    except GitError:
        return None


def _fetch(directory: str) -> str:
    """What to do about history that is not there."""
    shallow = git("rev-parse", "--is-shallow-repository", cwd=directory).strip() == b"true"
    if shallow:
        return "this is a shallow clone: fetch its history (git fetch --unshallow; in CI, depth 0)"
    return "fetch it first (a shallow clone has no older history: git fetch --unshallow)"


def _listed(directory: str, commit: str) -> tuple[frozenset[str], frozenset[str]]:
    """The regular files and the symbolic links of a commit below a directory."""
    files: set[str] = set()
    links: set[str] = set()
    for entry in git("ls-tree", "-r", "-z", commit, cwd=directory).split(b"\0"):
        head, _, name = entry.partition(b"\t")
        path = name.decode("utf-8", "surrogateescape")
        if head.startswith(b"100"):
            files.add(path)
        elif head.startswith(b"120"):
            links.add(path)
    return frozenset(files), frozenset(links)


def _changed(directory: str, commit: str) -> frozenset[str]:
    """Tracked files that are not the same in the working tree."""
    output = git(
        "diff", "--no-ext-diff", "--no-renames", "--ignore-submodules=all", "--name-only",
        "--relative", "-z", commit, "--", ".", cwd=directory,
    )  # fmt: skip
    return frozenset(output.decode("utf-8", "surrogateescape").split("\0"))


def _contents(directory: str, commit: str, paths: list[str]) -> dict[str, bytes]:
    """What files of a commit would hold once checked out: line ends and other filters applied.

    Checked out through an index of their own into a temporary directory. Pictures and the like
    are left out: nothing reads them.
    """
    if not paths:
        return {}
    prefix = git("rev-parse", "--show-prefix", cwd=directory).decode("utf-8", "surrogateescape")
    with tempfile.TemporaryDirectory(prefix="ftc-lint-") as temporary:
        index = {"GIT_INDEX_FILE": os.path.join(temporary, "index")}
        tree = os.path.join(temporary, "tree") + "/"
        git("read-tree", commit, cwd=directory, environment=index)
        names = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
        git(
            "checkout-index", "--stdin", "-z", f"--prefix={tree}",
            cwd=directory, given=names, environment=index,
        )  # fmt: skip
        found: dict[str, bytes] = {}
        for path in paths:
            with open(os.path.join(tree, prefix.rstrip("\n"), path), "rb") as file:
                content = file.read()
            if has_listed_name(path) or b"\0" not in content[:8000]:
                found[path] = content
    return found
