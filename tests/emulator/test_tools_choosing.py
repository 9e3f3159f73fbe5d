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
    Function(
        "set_theme",
        (_needed("theme", TEXT, choices=("light", "dark")),),
        description="Switches the colours of the page.",
    ),
    Function("show_captions", (_needed("on", YES_OR_NO),)),
    Function("who_is_on_call"),
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
        ("calculate the square root of nine", "calculate", {"expression": "sqrt(9)"}),
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
        ("Start a 10-second timer", "set_timer", {"seconds": 10}),
        ("set a timer for one and a half minutes", "set_timer", {"seconds": 90}),
        ("set a timer for an hour and a half", "set_timer", {"seconds": 5400}),
        ("set a timer for two minutes and thirty seconds", "set_timer", {"seconds": 150}),
        ("Set a timer for half an hour, please.", "set_timer", {"seconds": 1800}),
        ("Could you tell me what time it is in Tokyo right now?", "current_time", {"zone": "Tokyo"}),
        ("Calculate twelve times seven.", "calculate", {"expression": "12 * 7"}),
        ("calculate 15% of 80", "calculate", {"expression": "15 / 100 * 80"}),
        ("calculate two to the power of ten", "calculate", {"expression": "2 ** 10"}),
        ("calculate what I owe", "calculate", {"expression": "I owe"}),
        (
            "Convert 5.5 feet into meters.",
            "convert_units",
            {"value": 5.5, "from_unit": "feet", "to_unit": "meters"},
        ),
        (
            "convert 5 hours to minutes",
            "convert_units",
            {"value": 5, "from_unit": "hours", "to_unit": "minutes"},
        ),
        ("Make the page dark.", "set_theme", {"theme": "dark"}),
        ("Turn captions off.", "show_captions", {"on": False}),
        ("Hide the captions.", "show_captions", {"on": False}),
        ("Show me the captions.", "show_captions", {"on": True}),
        ('Search my past conversations for the word "bananas".', "searchConversations", {"query": "bananas"}),
        ("Find bananas in my past conversations.", "searchConversations", {"query": "bananas"}),
        ("Tell me who is on call.", "who_is_on_call", {}),
    ],
)
def test_words_become_a_call(said: str, name: str, arguments: dict[str, Any]) -> None:
    assert choose(FUNCTIONS, said) == FunctionCall(name, arguments)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Hello.",
        "Say goodbye.",
        "Tell me a story.",
        "The timer went off.",
        "A theme, please.",
        "Once upon a time there was a king.",
        "I had a good time in Paris.",
        "What is twelve times seven?",
        "Tell me a joke about time.",
        "Don't set a timer for five seconds.",
        "Cancel the timer of five seconds.",
        "It is dark outside.",
        "We had a nice conversation about dogs.",
        "The timer rang for five seconds.",
        "I set a timer for five seconds yesterday.",
    ],
)
def test_what_asks_for_no_function_or_lacks_an_argument_calls_none(said: str) -> None:
    assert choose(FUNCTIONS, said) is None


def test_a_description_tells_the_unit_of_a_number() -> None:
    timer = Function("start_timer", (_needed("length", "number", description="How long, in minutes."),))
    assert choose([timer], "start a timer for ninety seconds") == FunctionCall("start_timer", {"length": 1.5})


def test_a_description_tells_what_a_name_does_not() -> None:
    calendar = Function("get_now", description="The date and the time now.")
    assert choose([calendar], "What is the date today?") == FunctionCall("get_now")
    assert choose([calendar], "What is your name?") is None


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
