"""All that the probe says, declares and answers."""

from __future__ import annotations

from google.genai import types

from chat.gemini.capabilities import capabilities_of

INSTRUCTION = "This is a test of a connection. Answer in one short and plain sentence, without digits."
QUESTION = "How are you today?"
STORY_INSTRUCTION = "This is a test of a connection. Tell long stories, and leave nothing out."
STORY_ASKED = "Please tell me a long story."
NAME = "Clara"
NAME_TOLD = f"My name is {NAME}."
NAME_ASKED = "What is my name?"
WEATHER_ASKED = "What is the weather in Lisbon?"
WEATHER = "It is snowing in Lisbon."
WEATHER_WORD = "snow"
"""No answer holds it that does not come from the function."""
FUNCTION = "get_weather"
FUNCTION_DESCRIPTION = "Tells the weather of a city."
ARGUMENT = "city"
NO_MODEL = "livechat-probe-of-no-model"
BAD_KEY = "bad-key-of-livechat-probe"

SAID = (
    INSTRUCTION,
    QUESTION,
    STORY_INSTRUCTION,
    STORY_ASKED,
    NAME_TOLD,
    NAME_ASKED,
    WEATHER_ASKED,
    WEATHER,
    FUNCTION,
    ARGUMENT,
)
"""Nobody's words but the probe's."""


def weather_function(model: str) -> types.FunctionDeclaration:
    """One that the model waits for, where it can wait."""
    return types.FunctionDeclaration(
        name=FUNCTION,
        description=FUNCTION_DESCRIPTION,
        parameters_json_schema={
            "type": "object",
            "properties": {ARGUMENT: {"type": "string", "description": "The city's name."}},
            "required": [ARGUMENT],
        },
        behavior=_behaviour(model),
    )


def _behaviour(model: str) -> types.Behavior | None:
    """None where the model has no choice or is not known."""
    capabilities = capabilities_of(model)
    if capabilities is None or len(capabilities.behaviours) == 1 and "BLOCKING" in capabilities.behaviours:
        return None
    return types.Behavior("BLOCKING" if "BLOCKING" in capabilities.behaviours else "NON_BLOCKING")
