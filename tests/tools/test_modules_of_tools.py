"""A module of LIVECHAT_TOOLS that can't be read is told by the check and the log, and stops nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.environment import bare_environment
from tests.support.process import PROJECT_DIR, PYTHON, Process

BAD = "from chat.tools import tool\n\n@tool\ndef water(bed) -> str:\n    'Waters a bed.'\n"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (BAD, "BadTool: water: the parameter bed has no type hint"),
        (BAD.replace("bed", "bed: str").replace("water", "get_time"), "There is a tool get_time already"),
        ("1/0", "ZeroDivisionError"),
        (None, "No module named 'garden'"),
    ],
)
def test_the_check_names_module_and_reason(tmp_path: Path, source: str | None, told: str) -> None:
    if source is not None:
        (tmp_path / "garden.py").write_text(source)
    path = f"{tmp_path}:{PROJECT_DIR}"
    environment = bare_environment(LIVECHAT_STATE_DIR=str(tmp_path), LIVECHAT_TOOLS="garden", PYTHONPATH=path)
    with Process([PYTHON, "manage.py", "check"], environment) as check:
        check.wait_for(r"livechat\.E009")
        assert check.wait() == 1
        assert told in check.log
        assert "LIVECHAT_TOOLS names garden, which can't be read" in check.log
