"""The functions that livechat brings along; importing this registers them."""

from chat.tools.shipped import calculator, clock, page, past, timer, units

__all__ = ["calculator", "clock", "page", "past", "timer", "units"]
