"""What the page has shown of its connection, and when (measuring/link-log.js)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise

from playwright.async_api import Page

from tests.browser.ear import MEASURING

LINK_LOG = MEASURING / "link-log.js"
HAS_COME_BACK = "() => linkLog.links.filter(({ link }) => link === 'live').length > 1"


@dataclass(frozen=True, slots=True)
class Shown:
    link: str
    status: str
    """In the page's words."""
    at: float
    """Milliseconds of the page's own clock."""


@dataclass(frozen=True, slots=True)
class LinkLog:
    links: list[Shown]
    """In order, from the page's beginning on."""
    notices: list[str]
    """The code of each that was shown, gone ones too."""

    @property
    def states(self) -> list[str]:
        return [link for link, _ in groupby(shown.link for shown in self.links)]

    @property
    def away_s(self) -> list[float]:
        """How long each "reconnecting" was shown."""
        between = pairwise(self.links)
        return [(after.at - before.at) / 1000 for before, after in between if before.link == "reconnecting"]


async def link_log(page: Page) -> LinkLog:
    log = await page.evaluate("linkLog")
    return LinkLog([Shown(**each) for each in log["links"]], log["notices"])


async def has_come_back(page: Page, within_ms: float) -> None:
    """Waits until it has been live a second time, however short it was away."""
    await page.wait_for_function(HAS_COME_BACK, timeout=within_ms)
