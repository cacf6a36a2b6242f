"""The recipes of docs/editors.md in the real editors: they put the cursor on the keyword."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from editors.conftest import LINES, editor
from editors.recipes import recipe

ROW = len(LINES)
COLUMN = LINES[-1].index("TRUNCATE") + 1
BYTE = len(LINES[-1][: COLUMN - 1].encode()) + 1


def run(arguments: list[str], project: Path) -> str:
    """What an editor writes into the file `out`."""
    done = subprocess.run(
        arguments,
        cwd=project,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    out = project / "out"
    assert out.exists(), (done.stdout, done.stderr)
    return out.read_text("utf-8")


def vim(script: str, project: Path, *options: str) -> str:
    (project / "test.vim").write_text(script, encoding="utf-8")
    return run([editor("vim"), "-N", "-u", "NONE", "-i", "NONE", "-n", *options, "-es", "-S",
                "test.vim"], project)  # fmt: skip


def test_vim_make_finds_row_and_rule(project: Path) -> None:
    (project / "load.py").write_text(
        'import psycopg\npsycopg.connect("").execute("DROP TABLE a")\n'
    )
    script = (
        recipe("vim-make")
        + "edit load.py\nsilent make\ncfirst\n"
        + "call writefile([string(getpos('.')[1:2]), getline('.')[col('.') - 1 :]], 'out')\nqall!\n"
    )
    place, rest = vim(script, project).splitlines()
    assert place == "[2, 30]"
    assert rest.startswith("DROP TABLE a")


def test_vim_command_puts_the_cursor_on_the_keyword(project: Path) -> None:
    script = (
        recipe("vim-command")
        + "edit load.py\ncall FtcLint()\ncfirst\n"
        + "call writefile([string(getpos('.')[1:2]), expand('<cword>')], 'out')\nqall!\n"
    )
    assert vim(script, project).splitlines() == [f"[{ROW}, {BYTE}]", "TRUNCATE"]


def test_vim_command_reads_the_unsaved_buffer(project: Path) -> None:
    script = (
        recipe("vim-command")
        + "edit load.py\nnormal! ggO# one more line\ncall FtcLint()\ncfirst\n"
        + "call writefile([string(getpos('.')[1:2]), expand('<cword>')], 'out')\nqall!\n"
    )
    assert vim(script, project).splitlines() == [f"[{ROW + 1}, {BYTE}]", "TRUNCATE"]
    assert (project / "load.py").read_text("utf-8") == "\n".join(LINES) + "\n"


NVIM = """
local linter = dofile('ftc_lint.lua')
vim.cmd('edit load.py')
local buffer = vim.api.nvim_get_current_buf()
vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { '# not saved' })
local command = { linter.cmd }
for _, argument in ipairs(linter.args) do
  table.insert(command, type(argument) == 'function' and argument() or argument)
end
-- what nvim-lint does with a linter: run it with the buffer's text, and show what the parser finds
local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, true)
local output = vim.fn.system(command, table.concat(lines, '\\n') .. '\\n')
local space = vim.api.nvim_create_namespace('ftc-lint')
vim.diagnostic.set(space, buffer, linter.parser(output, buffer))
vim.api.nvim_win_set_cursor(0, { 1, 0 })
vim.diagnostic.goto_next({ float = false })
local found = vim.diagnostic.get(buffer)[1]
vim.fn.writefile({
  vim.inspect(vim.api.nvim_win_get_cursor(0)), vim.fn.expand('<cword>'), found.code,
  tostring(found.end_col - found.col), tostring(found.severity),
}, 'out')
vim.cmd('qall!')
"""


def test_neovim_puts_the_cursor_on_the_keyword(project: Path) -> None:
    (project / "ftc_lint.lua").write_text(recipe("nvim-lint"), encoding="utf-8")
    (project / "test.lua").write_text(NVIM, encoding="utf-8")
    out = run([editor("nvim"), "--clean", "--headless", "-c", "luafile test.lua"], project)
    cursor, word, code, length, severity = out.splitlines()
    assert cursor == f"{{ {ROW + 1}, {BYTE - 1} }}"
    assert (word, code) == ("TRUNCATE", "FTC101")
    assert (int(length), int(severity)) == (len("TRUNCATE"), 1)


EMACS = """
(require 'flymake)
(require 'json)
(load (expand-file-name "recipe.el"))
(find-file "load.py")
(goto-char (point-min))
(insert "# not saved\\n")
(setq found nil)
(ftc-lint-flymake (lambda (diagnostics &rest _) (setq found (or diagnostics 'none))))
(while (not found) (accept-process-output nil 0.1))
(let ((first (car found)))
  (goto-char (flymake-diagnostic-beg first))
  (let ((text (format "%d %d %s\\n" (line-number-at-pos)
                      (1+ (- (point) (line-beginning-position)))
                      (buffer-substring (point) (flymake-diagnostic-end first)))))
    (with-temp-file "out" (insert text))))
(kill-emacs 0)
"""


def test_emacs_puts_the_diagnostic_on_the_keyword(project: Path) -> None:
    (project / "recipe.el").write_text(recipe("emacs"), encoding="utf-8")
    (project / "test.el").write_text(EMACS, encoding="utf-8")
    out = run([editor("emacs"), "-Q", "--batch", "-l", "test.el"], project)
    assert out.split() == [str(ROW + 1), str(COLUMN), "TRUNCATE"]


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_vs_code_matches_every_line(project: Path, severity: str) -> None:
    pattern = json.loads(recipe("vscode"))["tasks"][0]["problemMatcher"]["pattern"]
    if severity == "warning":
        (project / "load.py").write_text(
            "import psycopg\npsycopg.connect('').execute('DROP TABLE a')\n"
        )
    done = subprocess.run(
        [sys.executable, "-m", "ftc_lint", "--isolated", "--output-format", "concise"],
        cwd=project, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    *lines, covered = done.stdout.splitlines()
    matches = [re.match(pattern["regexp"], line) for line in lines]
    assert all(matches)
    assert re.match(pattern["regexp"], covered) is None
    assert {match[pattern["severity"]] for match in matches if match} == {severity}
    assert {match[pattern["file"]] for match in matches if match} == {"load.py"}
