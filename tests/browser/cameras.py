"""What the camera of a browser sees, and what a video element shows."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

from tests.support.browser import WITHIN_MS

RED, BLUE = (200, 20, 20), (20, 40, 200)
CHANNELS = {RED: 0, BLUE: 2}
FRAMES_PER_S = 30
"""Chromium plays a Motion JPEG file at this rate, again and again."""

SHOWS = """([selector, channel]) => {
  const video = document.querySelector(selector);
  if (!video || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.drawImage(video, 0, 0, 1, 1);
  const pixel = [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  return pixel[channel] > 2 * Math.max(...pixel.filter((_, index) => index !== channel));
}"""

Colour = tuple[int, int, int]


def write_camera(path: Path, *colours: Colour, each_s: int = 1) -> Path:
    """A Motion JPEG file that shows one colour after the other."""
    path.write_bytes(b"".join(_jpeg(colour) * (FRAMES_PER_S * each_s) for colour in colours))
    return path


async def shows(page: Page, selector: str, colour: Colour) -> None:
    """Waits until the video element is wholly of this colour, RED or BLUE."""
    await page.wait_for_function(SHOWS, arg=[selector, CHANNELS[colour]], timeout=WITHIN_MS)


def _jpeg(colour: Colour) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(data, "JPEG")
    return data.getvalue()
