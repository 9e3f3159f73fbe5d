from __future__ import annotations

import re

from tests.support.process import PROJECT_DIR

READ = re.compile(r'environment\.(text|integer|seconds|decimal|boolean|choice|list|secret)\(\s*"([A-Z_]+)"')
ROW = re.compile(r"^\|\s*`([A-Z_]+)`", re.MULTILINE)


def settings_read() -> dict[str, str]:
    """Each variable that the settings read, and by which helper."""
    source = (PROJECT_DIR / "livechat" / "settings.py").read_text()
    return {name: helper for helper, name in READ.findall(source)}


def test_the_readme_lists_every_setting_and_no_other() -> None:
    listed = ROW.findall((PROJECT_DIR / "README.md").read_text())
    assert sorted(listed) == sorted(settings_read())


def test_what_is_secret_may_be_a_file() -> None:
    secrets = {name for name, helper in settings_read().items() if helper == "secret"}
    assert secrets == {
        "SECRET_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "GEMINI_API_KEY",
        "GOOGLE_CLOUD_PROJECT",
        "GOOGLE_CLOUD_LOCATION",
    }
