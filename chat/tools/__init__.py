"""Functions the model may call: a Python function with type hints and a docstring is one, by `@tool`.

hints      type hints as JSON Schema
docstring  what a docstring says of a function and of its parameters
signature  a function's parameters: their schema, and arguments checked against it
registry   the functions there are, and how they are declared to a model
caller     for whom a function runs
work       one call, from its arguments to its result or error, within its time
threads    where functions that are not async run
running    one call while it runs
runner     the calls of one talk
loading    the modules that functions are read from
shipped    what livechat brings along
"""

from chat.tools.caller import Caller, Client, ToolError
from chat.tools.registry import tool
from chat.tools.signature import BadTool

__all__ = ["BadTool", "Caller", "Client", "ToolError", "tool"]
