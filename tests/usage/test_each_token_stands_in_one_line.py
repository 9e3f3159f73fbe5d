from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chat.gemini.wire import Tokens
from chat.usage import MAX_MODALITY_CHARS, UNSPECIFIED, Direction, Line, lines_of, total_cost, total_tokens

COUNT = st.integers(0, 200_000)
DETAILS = st.lists(st.tuples(st.sampled_from(["TEXT", "AUDIO", "VIDEO", "IMAGE", "DOCUMENT", ""]), COUNT))


def test_each_modality_of_each_direction_has_its_line() -> None:
    tokens = Tokens(
        prompt_total=160,
        response_total=60,
        total=260,
        tool_use_total=30,
        thoughts=10,
        prompt=(("TEXT", 100), ("AUDIO", 60)),
        response=(("AUDIO", 60),),
        tool_use=(("TEXT", 30),),
    )
    assert lines_of(tokens) == (
        Line(Direction.INPUT, "TEXT", 100),
        Line(Direction.INPUT, "AUDIO", 60),
        Line(Direction.TOOL_USE, "TEXT", 30),
        Line(Direction.OUTPUT, "AUDIO", 60),
        Line(Direction.THOUGHTS, UNSPECIFIED, 10),
    )


def test_a_modality_that_no_column_holds_is_cut_and_one_of_no_words_unspecified() -> None:
    longest = "M" * MAX_MODALITY_CHARS
    tokens = Tokens(
        prompt_total=30, total=30, prompt=((longest + "A", 10), (longest + "B", 15), ("TEXT\0", 5))
    )
    assert lines_of(tokens) == (
        Line(Direction.INPUT, longest, 25),
        Line(Direction.INPUT, UNSPECIFIED, 5),
    )


def test_what_the_details_leave_of_a_total_is_a_line_of_its_own() -> None:
    tokens = Tokens(
        prompt_total=151, response_total=99, total=250, prompt=(("AUDIO", 100),), response=(("AUDIO", 60),)
    )
    assert lines_of(tokens) == (
        Line(Direction.INPUT, "AUDIO", 100),
        Line(Direction.INPUT, UNSPECIFIED, 51),
        Line(Direction.OUTPUT, "AUDIO", 60),
        Line(Direction.OUTPUT, UNSPECIFIED, 39),
    )


def test_what_the_total_of_all_holds_beyond_its_parts_is_input() -> None:
    assert lines_of(Tokens(prompt_total=10, total=25, prompt=(("TEXT", 10),))) == (
        Line(Direction.INPUT, "TEXT", 10),
        Line(Direction.INPUT, UNSPECIFIED, 15),
    )


def test_details_that_come_twice_are_one_line() -> None:
    tokens = Tokens(prompt_total=30, total=30, prompt=(("TEXT", 10), ("TEXT", 20)))
    assert lines_of(tokens) == (Line(Direction.INPUT, "TEXT", 30),)


def test_nothing_used_has_no_line() -> None:
    assert lines_of(Tokens()) == ()


@given(prompt=DETAILS, response=DETAILS, tool_use=DETAILS, thoughts=COUNT, gaps=st.tuples(*[COUNT] * 4))
def test_no_token_is_lost_or_doubled(
    prompt: list[tuple[str, int]],
    response: list[tuple[str, int]],
    tool_use: list[tuple[str, int]],
    thoughts: int,
    gaps: tuple[int, int, int, int],
) -> None:
    totals = [
        sum(tokens for _, tokens in details) + gap
        for details, gap in zip((prompt, response, tool_use), gaps[:3], strict=True)
    ]
    tokens = Tokens(
        prompt_total=totals[0],
        response_total=totals[1],
        tool_use_total=totals[2],
        total=sum(totals) + thoughts + gaps[3],
        thoughts=thoughts,
        prompt=tuple(prompt),
        response=tuple(response),
        tool_use=tuple(tool_use),
    )
    lines = lines_of(tokens)
    assert total_tokens(lines) == tokens.total
    assert total_tokens(lines, Direction.OUTPUT) == tokens.response_total
    assert all(line.tokens > 0 for line in lines)
    assert len({(line.direction, line.modality) for line in lines}) == len(lines)


def test_one_line_without_a_price_makes_the_whole_unknown() -> None:
    priced = Line(Direction.INPUT, "TEXT", 1, Decimal("0.75"))
    assert priced.cost == Decimal("0.00000075")
    assert total_cost([priced, priced]) == Decimal("0.0000015")
    assert total_cost([priced, Line(Direction.OUTPUT, "TEXT", 1)]) is None
