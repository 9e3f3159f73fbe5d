"""Questions about what the camera or the screen shows."""

from __future__ import annotations

from random import Random

from chat.emulator.mind import colours
from chat.emulator.mind.deck import Deck
from chat.emulator.mind.said import Reply, Said, reply
from chat.emulator.mind.sight import Sight, Unseen, look

SOME = 0.12
MOSTLY = 0.6
WHOLLY = 0.93
LIGHT = ((0.06, "almost dark"), (0.25, "dim"), (0.55, "evenly lit"), (0.8, "bright"), (1.1, "very bright"))

SEE = (
    r"(?:do|can|could|what|anything) you (?:still )?see|are you seeing|(?:look|looking) at (?:me|this|"
    r"that|my|the|it|now)|have a look|"
    r"(?:what|which) colours?|colours?(?: is| are| of) (?:this|that|it|these|my|the)|"
    r"(?:describe|see) (?:the|this|that|my|it|what)|(?:am|are) (?:i|we) (?:holding|wearing|showing)|"
    r"i wearing|"
    r"in my hand|(?:picture|image|camera|screen|video) (?:show|look|like)|(?:this|the|my) (?:picture|"
    r"photo|image)|"
    r"what is (?:this|that|on (?:my|the) (?:screen|camera|picture))|is (?:this|it|that) (?:red|orange|"
    r"yellow|green|"
    r"blue|purple|pink|brown|black|white|grey)|watch this|see (?:me|this|it|anything|now)|i am showing"
)
LIGHTNESS = (
    r"how (?:bright|dark|light)|(?:is|too|enough) (?:it |this )?(?:too )?(?:bright|dark|light)|brightness"
)
CHANGE = (
    r"what (?:has |have )?changed?|anything changed?|any difference|and now|what about now|how about now|now"
)
THING = r"what is (?:this|that)|holding|in my hand|wearing|who (?:am i|is this|is that)|describe|read"
MOVE = r"(?:turn|switch|put) (?:on|off|the)|start|stop|open|share|how do i"


class Pictures:
    def __init__(self, random: Random) -> None:
        self._seen: Sight | None = None
        self._blind = Deck(
            ("I have no picture.", "Nothing to see yet.", "No picture has reached me."), random
        )
        self._opening = Deck(("I see {colours}.", "It's {colours}.", "I'm looking at {colours}."), random)
        self._limits = Deck(
            (
                "I can't tell what things are: I only see colours and light.",
                "What it is I can't say, for I know colours, not things.",
            ),
            random,
        )

    def answer(self, said: Said) -> Reply | None:
        if said.count > 10 or (said.asks(MOVE) and not said.asks("do you see")):
            return None
        wants_light = said.asks(LIGHTNESS) is not None
        wants_change = self._seen is not None and (said.only(CHANGE) is not None)
        if not (wants_light or wants_change or said.asks(SEE)):
            return None
        if not said.picture:
            # It may be this very service that is asked about.
            return None if said.only("what is (?:this|that)") else self._without()
        try:
            sight = look(said.picture)
        except Unseen as reason:
            return reply("I can't see it.", str(reason))
        before, self._seen = self._seen, sight
        return self._describe(said, sight, before, wants_light)

    def _without(self) -> Reply:
        return reply(
            self._blind.draw(),
            "Switch on the camera or share your screen with the buttons on the page, then ask me again.",
            "I can tell colours, how bright it is, and what has changed.",
        )

    def _describe(self, said: Said, sight: Sight, before: Sight | None, wants_light: bool) -> Reply:
        opening = self._opening.draw().format(colours=mixture(sight))
        light = light_of(sight)
        if wants_light:
            return reply(
                f"It's {light}.",
                f"I put it at {round(sight.brightness * 100)} percent, and see {mixture(sight)}.",
            )
        return reply(
            yes_or_no(said, sight),
            opening,
            sight.halves or middle(sight),
            f"The picture is {light}.",
            change(before, sight),
            self._limits.draw() if said.asks(THING) else "",
            again=said.text,
        )


def mixture(sight: Sight) -> str:
    """The one or two colours that matter: "mostly red, with some blue"."""
    (first, share), *others = sight.colours.items()
    second, part = others[0] if others else ("", 0.0)
    if share >= WHOLLY:
        return f"{first}, nothing but {first}"
    if share >= MOSTLY:
        return f"mostly {first}" + (f", with some {second}" if part >= SOME else "")
    if part < SOME:
        return f"a bit of everything, {first} most of all"
    return f"{first} and {second}, mixed" if share - part > 0.15 else f"about as much {first} as {second}"


def middle(sight: Sight) -> str:
    first = next(iter(sight.colours))
    return "" if sight.middle == first else f"In the middle it is {sight.middle}."


def light_of(sight: Sight) -> str:
    return next(name for end, name in LIGHT if sight.brightness < end)


def yes_or_no(said: Said, sight: Sight) -> str:
    """The answer to "is it red?"."""
    asked = said.asks(r"is (?:this|it|that) (\w+)")
    if not asked or asked[1] not in COLOURS:
        return ""
    share = sight.colours.get(asked[1], 0.0)
    return f"Yes, {asked[1]}." if share > 0.3 else f"Not {asked[1]}, as far as I can tell."


COLOURS = frozenset(colours.NAMES)


def change(before: Sight | None, now: Sight) -> str:
    if before is None:
        return ""
    old, new = next(iter(before.colours)), next(iter(now.colours))
    if old != new:
        return f"When I looked before, it was mostly {old}."
    lighter = now.brightness - before.brightness
    if abs(lighter) > 0.08:
        return (
            "It has become brighter since I last looked."
            if lighter > 0
            else "It has become darker since I last looked."
        )
    names = {*before.colours, *now.colours}
    moved = sum(abs(before.colours.get(name, 0) - now.colours.get(name, 0)) for name in names)
    return (
        "Something has changed since I last looked."
        if moved > 0.2
        else "Much the same as when I last looked."
    )
