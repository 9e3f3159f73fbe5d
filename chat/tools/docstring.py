"""What a docstring says of a function and of its parameters, in Google's style.

https://google.github.io/styleguide/pyguide.html#383-functions-and-methods
"""

from __future__ import annotations

import inspect
import re

_SECTION = re.compile(r"^(Args|Arguments|Returns|Yields|Raises|Note|Notes|Example|Examples):\s*$")
_PARAMETER = re.compile(r"^\*{0,2}(\w+)\s*(?:\([^)]*\))?:\s*(.*)$")


def parse_docstring(text: str) -> tuple[str, dict[str, str]]:
    """The description, without the sections below it, and what `Args:` says of each parameter."""
    description: list[str] = []
    arguments: list[str] = []
    section = ""
    for line in inspect.cleandoc(text).splitlines():
        if match := _SECTION.match(line):
            section = match[1]
        elif not section:
            description.append(line)
        elif section in ("Args", "Arguments"):
            arguments.append(line)
    return _joined(description), _parameters(arguments)


def _parameters(lines: list[str]) -> dict[str, str]:
    """A line that is indented deeper than the first goes on with the parameter before it."""
    found: dict[str, str] = {}
    name = ""
    depth = min((_indent(line) for line in lines if line.strip()), default=0)
    for line in lines:
        match = _PARAMETER.match(line.strip())
        if match and _indent(line) == depth:
            name = match[1]
            found[name] = match[2]
        elif name:
            found[name] += f" {line.strip()}"
    return {name: text.strip() for name, text in found.items()}


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _joined(lines: list[str]) -> str:
    """Lines of a paragraph become one; an empty line stays."""
    paragraphs = "\n".join(lines).strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
