"""axe-core on a page: which rules of accessibility it breaks, in both themes."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from playwright.async_api import Page

from tests.support.process import PROJECT_DIR

AXE = PROJECT_DIR / "node_modules" / "axe-core" / "axe.min.js"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RUN = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"


async def violations(page: Page, state: str) -> list[str]:
    """A line for each element that breaks a rule. The page stands still, and reduces motion."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(_source())
    broken = []
    for theme in THEMES:
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        rules: list[dict[str, Any]] = await page.evaluate(RUN)
        for rule in rules:
            broken += [f"{state}, {theme}: {rule['id']} at {node['target']}" for node in rule["nodes"]]
    return broken


@cache
def _source() -> str:
    if not AXE.exists():
        raise FileNotFoundError(f"{AXE} is missing: npm ci")
    return AXE.read_text()
