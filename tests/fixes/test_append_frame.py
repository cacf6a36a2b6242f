"""Data frames that replace their table append to it."""

from __future__ import annotations

import pytest

from .mended_project import fixed, mend, refusal


@pytest.mark.parametrize(
    "body",
    [
        'frame.to_sql("t", db, if_exists=⟦"replace"⟧)',
        "frame.to_sql('t', db, if_exists=⟦'replace'⟧)",
        'frame.to_sql("t", con=db, if_exists=⟦"delete_rows"⟧, index=False)',
        'frame.to_sql("t", db, None, ⟦"replace"⟧)',
        'mode = ⟦"replace"⟧ if full else "append"\n    frame.to_sql("t", db, if_exists=mode)',
        'frame.write_database("t", db, if_table_exists=⟦"replace"⟧)',
        'frame.write.mode(⟦"overwrite"⟧).saveAsTable("t")',
        'frame.to_sql("t", db, if_exists=(\n        ⟦"""replace"""⟧  # all\n    ))',
        'options = {"if_exists": ⟦"replace"⟧}\n    frame.to_sql("t", db, **options)',
    ],
)
def test_frames(body: str) -> None:
    text = f"import pandas as pd\n\n\ndef load(frame: pd.DataFrame, db, full):\n    {body}\n"
    wanted = text
    for old in ("replace", "delete_rows", "overwrite"):
        for quote in ('"""', '"', "'"):
            wanted = wanted.replace(f"⟦{quote}{old}{quote}⟧", f"{quote}append{quote}")
    assert fixed(text.replace("⟦", "").replace("⟧", ""), "FTC111") == wanted


def test_a_default_and_a_constant() -> None:
    text = (
        'import pandas as pd\n\nMODE = "replace"\n\n\n'
        'def load(frame: pd.DataFrame, db, how="replace"):\n'
        '    frame.to_sql("a", db, if_exists=how)\n'
        '    frame.to_sql("b", db, if_exists=MODE)\n'
    )
    assert fixed(text, "FTC111") == text.replace("replace", "append")


def test_what_is_said_of_it() -> None:
    text = 'import pandas as pd\npd.DataFrame().to_sql("t", db, if_exists="replace")\n'
    (finding,) = mend({"a.py": text}, ["FTC111"], unsafe=False).report.findings
    assert finding.fix is not None
    assert "backup-before-replace" in finding.fix.message
    assert finding.fix.applicability == "unsafe"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('frame.to_sql("t", db, if_exists="re" "place")', "is not written out as a string"),
        ('frame.to_sql("t", db, if_exists="re\\x70lace")', "is not written out as a string"),
    ],
)
def test_what_is_put_together_is_left_alone(body: str, reason: str) -> None:
    text = f"import pandas as pd\n\n\ndef load(frame: pd.DataFrame, db):\n    {body}\n"
    assert reason in refusal(text, "FTC111")


def test_a_mode_in_another_file_is_left_alone() -> None:
    files = {
        "modes.py": 'MODE = "replace"\n',
        "a.py": "import pandas as pd\nfrom modes import MODE\n\n\n"
        'def load(frame: pd.DataFrame, db):\n    frame.to_sql("t", db, if_exists=MODE)\n',
    }
    result = mend(files, ["FTC111"])
    assert result.files == {}
    (finding,) = result.report.findings
    assert finding.no_fix == "the mode is written in modes.py"
