"""docs/deployment.md and the files that it tells of."""

from __future__ import annotations

import re

from tests.deploy.compose_file import named_in_example, read_compose_file, referred_to
from tests.project.test_readme_lists_every_setting import settings_read
from tests.support.process import PROJECT_DIR

DOCUMENT = (PROJECT_DIR / "docs" / "deployment.md").read_text()
FIRST_CELL = re.compile(r"^\| (`.+?`) \|", re.MULTILINE)


def first_cells(heading: str) -> set[str]:
    """What stands in backticks in the first column of the heading's table."""
    section = DOCUMENT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return {name for cell in FIRST_CELL.findall(section) for name in re.findall(r"`(.+?)`", cell)}


def test_every_variable_has_a_row() -> None:
    assert first_cells("Variables of `.env`") == referred_to() | {"COMPOSE_PROFILES"}
    assert first_cells("Variables of `.env`") == named_in_example() - set(settings_read())


def test_every_service_has_a_row() -> None:
    assert first_cells("What runs") == set(read_compose_file()["services"])


def test_what_the_file_sets_itself_is_told() -> None:
    environment = read_compose_file()["services"]["web"]["environment"]
    fixed = {name for name in environment if name.startswith("LIVECHAT_")}
    [told] = re.findall(r"that the\nfile sets itself: (.+)\.", DOCUMENT)
    assert set(re.findall(r"`(\w+)`", told)) == fixed


def test_its_commands_name_services_and_volumes_that_exist() -> None:
    services = set(read_compose_file()["services"])
    named = re.findall(r"\b(?:exec(?: -T)?|run --rm|logs|--quiet|--force-recreate|cp) ([a-z]+)", DOCUMENT)
    assert named and set(named) <= services
    for volume in re.findall(r"volume `(\w+)`", DOCUMENT):
        assert volume in read_compose_file()["volumes"]


def test_its_paths_exist() -> None:
    for path in re.findall(r"`((?:deploy|requirements)/[\w./-]+)`", DOCUMENT):
        made = path.startswith("deploy/secrets/")
        assert made or (PROJECT_DIR / path).exists(), path
