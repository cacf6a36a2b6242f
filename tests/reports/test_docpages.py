"""The pages that are made from the code."""

from __future__ import annotations

from pathlib import Path

from ftc_lint.docpages import differences, main, write
from ftc_lint.registry import registry


def test_pages_are_written_and_found_unchanged(tmp_path: Path, capsys) -> None:
    write(str(tmp_path))
    assert differences(str(tmp_path)) == []
    names = {path.name for path in (tmp_path / "rules").iterdir()}
    assert names == {"README.md", *(f"{name}.md" for name in registry().names)}
    page = tmp_path / "rules" / "truncate-cascade.md"
    page.write_text(page.read_text() + "by hand\n")
    (tmp_path / "rules" / "gone.md").write_text("")
    (tmp_path / "configuration.md").unlink()
    assert main(["--check", str(tmp_path)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in said] == [
        "rules/gone.md", "rules/truncate-cascade.md", "configuration.md",
    ]  # fmt: skip
    assert main(["--write", str(tmp_path)]) == 0
    assert main(["--check", str(tmp_path)]) == 0


def test_a_page_shows_what_its_bad_example_really_prints(tmp_path: Path) -> None:
    write(str(tmp_path))
    text = (tmp_path / "rules" / "truncate-cascade.md").read_text(encoding="utf-8")
    assert "```text\nerror[FTC101] truncate-cascade: " in text
    assert "  --> example.sql:1:1\n  1 | TRUNCATE" in text
