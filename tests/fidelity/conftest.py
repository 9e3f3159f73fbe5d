from __future__ import annotations

import pytest

from .javascript_sdk import JavaScriptSdk
from .python_sdk import PythonSdk
from .talk import Sdk


@pytest.fixture(params=[PythonSdk(), JavaScriptSdk()], ids=["python", "javascript"])
def sdk(request: pytest.FixtureRequest) -> Sdk:
    chosen: Sdk = request.param
    return chosen
