"""Weights that travel inside optional packages, found without importing those packages."""

from __future__ import annotations

import importlib
import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Any

INSTALL = "pip install -r requirements/run.txt brings it (make run does that by itself)"

logger = logging.getLogger(__name__)


def missing(*packages: str) -> str:
    """The first of these import names that is not installed, or an empty string."""
    return next((name for name in packages if find_spec(name) is None), "")


def warn_missing(package: str, consequence: str) -> None:
    logger.warning("%s is not installed: %s. %s", package, consequence, INSTALL)


def package_directory(package: str) -> Path:
    """Where a package's files lie. Importing it is avoided: some pull in torch or a sound device.

    Raises ModuleNotFoundError.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed: {INSTALL}", name=package)
    return Path(spec.submodule_search_locations[0])


def open_model(path: Path) -> Any:
    """An onnxruntime InferenceSession of one thread; its `run` may be called from many threads at once."""
    onnxruntime = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
