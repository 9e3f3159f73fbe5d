"""What was said decides which declared function is called, and with which arguments."""

from __future__ import annotations

from typing import Any

import pytest

from chat.emulator.choosing import choose
from chat.emulator.functions import Function, FunctionCall, Parameter, parse_functions
from chat.emulator.protojson import Fields

NUMBER, TEXT, YES_OR_NO = "number", "string", "boolean"


def _needed(name: str, kind: str, **more: Any) -> Parameter:
    return Parameter(name, kind, required=True, **more)


FUNCTIONS = (
    Function("set_timer", (_needed("seconds", "integer"), Parameter("label", TEXT))),
    Function("get_weather", (_needed("city", TEXT),)),
    Function("current_time", (Parameter("zone", TEXT),)),
    Function("calculate", (_needed("expression", TEXT),)),
    Function(
        "convert_units", (_needed("value", NUMBER), _needed("from_unit", TEXT), _needed("to_unit", TEXT))
    ),
    Function("set_theme", (_needed("theme", TEXT, choices=("light", "dark")),)),
    Function("searchConversations", (_needed("query", TEXT),)),
    Function("lights", (_needed("on", YES_OR_NO),)),
    Function("add_numbers", (_needed("numbers", "array", item_kind=NUMBER),)),
    Function("buy_items", (_needed("items", "array", item_kind=TEXT),)),
    Function("set_size", (_needed("width", "integer"), _needed("height", "integer"))),
)


@pytest.mark.parametrize(
    ("said", "name", "arguments"),
    [
        ("Set a timer for five seconds.", "set_timer", {"seconds": 5}),
        ("set a timer for 90 seconds", "set_timer", {"seconds": 90}),
        ("Please set a timer for two minutes called tea", "set_timer", {"seconds": 120, "label": "tea"}),
        ("a twenty-five second timer", "set_timer", {"seconds": 25}),
        ("What's the weather in New York?", "get_weather", {"city": "New York"}),
        ("In Paris, what is the weather?", "get_weather", {"city": "Paris"}),
        ("What time is it?", "current_time", {}),
        ("what time is it in Tokyo", "current_time", {"zone": "Tokyo"}),
        ("Calculate 2 + 3.", "calculate", {"expression": "2 + 3"}),
        ("calculate the square root of nine", "calculate", {"expression": "square root of nine"}),
        (
            "convert 5 miles to kilometres",
            "convert_units",
            {"value": 5, "from_unit": "miles", "to_unit": "kilometres"},
        ),
        ("Switch to the dark theme!", "set_theme", {"theme": "dark"}),
        ("search our conversations for lighthouses", "searchConversations", {"query": "lighthouses"}),
        ("turn on the lights", "lights", {"on": True}),
        ("turn the lights off", "lights", {"on": False}),
        ("add the numbers two, three and 4", "add_numbers", {"numbers": [2, 3, 4]}),
        ("buy the items milk, eggs and bread", "buy_items", {"items": ["milk", "eggs", "bread"]}),
        ("set the size to height 7 and width 5", "set_size", {"width": 5, "height": 7}),
    ],
)
def test_words_become_a_call(said: str, name: str, arguments: dict[str, Any]) -> None:
    assert choose(FUNCTIONS, said) == FunctionCall(name, arguments)


@pytest.mark.parametrize(
    "said", ["", "Hello.", "Tell me a story.", "The timer went off.", "A theme, please."]
)
def test_what_asks_for_no_function_or_lacks_an_argument_calls_none(said: str) -> None:
    assert choose(FUNCTIONS, said) is None


def test_no_length_of_words_takes_long() -> None:
    assert choose(FUNCTIONS, "a hundred and one timers, " * 50_000) is not None


@pytest.mark.parametrize(
    "schema",
    [
        {
            "parameters": {
                "type": "OBJECT",
                "properties": {"time_zone": {"type": "STRING"}},
                "required": ["time_zone"],
            }
        },
        {
            "parametersJsonSchema": {
                "type": "object",
                "properties": {"time_zone": {"anyOf": [{"type": "null"}, {"type": "string"}]}},
                "required": ["time_zone"],
            }
        },
        {
            "parameters_json_schema": {
                "properties": {"time_zone": {"type": ["string", "null"]}},
                "required": ["time_zone"],
            }
        },
    ],
)
@pytest.mark.parametrize("key", ["functionDeclarations", "function_declarations"])
def test_a_declaration_is_read_in_either_casing_and_its_own_names_stay(
    key: str, schema: dict[str, Any]
) -> None:
    tools = [
        Fields({"googleSearch": {}}),
        Fields({key: [{"name": "clock", "behavior": "BLOCKING", **schema}]}),
    ]
    functions = parse_functions(tools, ("NON_BLOCKING", "BLOCKING"))
    assert functions == (Function("clock", (_needed("time_zone", TEXT),), blocking=True),)
