"""What the interpreter does beside the event loop is set as livechat/interpreter.py says, on every server."""

from __future__ import annotations

from livechat import interpreter
from tests.support.environment import bare_environment
from tests.support.process import PYTHON, run

TELL = """
import gc, sys
import livechat.asgi
print(gc.get_freeze_count(), *gc.get_threshold(), sys.getswitchinterval())
"""
IMPORTED = 100_000
"""Objects that Django and the SDK alone are made of, and more."""


def test_what_was_imported_is_not_looked_through_again() -> None:
    told = run([PYTHON, "-c", TELL], bare_environment() | {"DJANGO_SETTINGS_MODULE": "livechat.settings"})
    frozen, *rest = told.split()
    assert int(frozen) > IMPORTED
    assert rest == [
        str(interpreter.YOUNGEST),
        str(interpreter.YOUNGER),
        str(interpreter.OLDEST),
        str(interpreter.SWITCH_S),
    ]
