"""A socket that is cut loses nothing: the talk goes on where it was, in the same process."""

from __future__ import annotations

from tests.support.coming_back import ReturningClient, coming
from tests.support.connections import becomes_true, connections_to
from tests.support.emulator import Emulator
from tests.support.leftovers import upstream_port
from tests.support.service import Service

JOKE = "Tell me a joke."


async def whole_answer(client: ReturningClient, turn: int = 1) -> None:
    """To the last caption and the last speech of the turn, playing as it comes."""
    complete = False
    while not (complete and turn in client.speech_ended):
        event = await client.receive()
        if event is None:
            await client.send("played", turn=turn, samples=len(client.speech[turn]) // 2)
        elif event["type"] == "turn" and event["turn"] == turn:
            complete = event["complete"]


async def begin_to_hear(client: ReturningClient, turn: int = 1) -> int:
    """The samples that have come when the answer has begun."""
    while len(client.speech[turn]) < 48_000:
        await client.receive()
    return len(client.speech[turn]) // 2


async def test_an_answer_goes_on_where_it_was(service: Service) -> None:
    async with coming(service) as first:
        await first.hello()
        await first.send("text", id="1", text=JOKE)
        arrived = await begin_to_hear(first)
        played = arrived // 2
        first.cut()
    async with coming(service, first) as second:
        ready = await second.resume(first, played={"1": played})
        assert ready["resumed"]
        assert ready["token"] != first.ready["token"]
        await whole_answer(second)
    [(text, heard, samples)] = service.rows(
        "SELECT text, heard_chars, total_samples FROM chat_utterance WHERE speaker = 'model'"
    )
    assert played - 12_000 <= second.speech_from[1] <= played
    assert text == second.told[max(second.told)]
    assert heard == len(text)
    assert samples == second.speech_from[1] + len(second.speech[1]) // 2


async def test_events_that_were_missed_come_in_order_before_ready(service: Service) -> None:
    async with coming(service) as first:
        await first.hello()
        await first.send("text", id="1", text="What time is it?")
        await first.expect("caption", role="user")
        first.cut()
    async with coming(service, first) as second:
        await second.resume(first)
        await second.expect("turn", turn=1, complete=True)
    assert "".join(second.told.values()).count("What time is it?") == 1
    assert second.told[max(second.told)]


async def test_a_page_that_shows_nothing_gets_all_of_it(service: Service) -> None:
    async with coming(service) as first:
        await first.hello(keep=False)
        await first.send("text", id="1", text="What time is it?")
        await first.expect("turn", turn=1, complete=True)
        first.cut()
    async with coming(service) as second:
        await second.resume(first, last_n=0)
        snapshot = next(event for event in second.events if event["type"] == "snapshot")
    said = [each for each in snapshot["utterances"] if each["role"] != "tool"]
    assert [each["role"] for each in said] == ["user", "model"]
    assert [each["text"] for each in said] == list(first.told.values())


async def test_the_model_s_side_is_let_go_and_found_again(service: Service, emulator: Emulator) -> None:
    async with coming(service) as first:
        await first.hello()
        await first.send("text", id="1", text="My name is Berenice.")
        await first.expect("turn", turn=1, complete=True)
        first.cut()
    port = upstream_port(emulator)
    await becomes_true(lambda: connections_to(port) == 0, within_s=7)
    async with coming(service, first) as second:
        await second.resume(first)
        await second.send("text", id="2", text="What is my name?")
        await second.expect("turn", turn=2, complete=True)
    assert "Berenice" in second.told[max(second.told)]


async def test_words_count_once_however_often_they_are_sent(service: Service) -> None:
    async with coming(service) as first:
        await first.hello()
        await first.send("text", id="same", text="What time is it?")
        await first.expect("caption", ref="same")
        first.cut()
    async with coming(service, first) as second:
        await second.resume(first)
        await second.send("text", id="same", text="What time is it?")
        await second.expect("caption", ref="same")
        await second.expect("turn", complete=True)
        await second.send("goodbye")
        await second.closed()
    assert len(service.rows("SELECT text FROM chat_utterance WHERE speaker = 'user'")) == 1


async def test_the_older_of_two_sockets_is_closed(service: Service) -> None:
    async with coming(service) as first:
        await first.hello()
        async with coming(service, first) as second:
            await second.resume(first)
            assert await first.closed() == (4403, "resumed_elsewhere")
            await second.send("text", id="1", text="What time is it?")
            await second.expect("turn", complete=True)


async def test_the_microphone_is_told_what_has_come(service: Service) -> None:
    async with coming(service) as first:
        ready = await first.hello()
        assert (ready["resumed"], ready["microphone"]) == (False, None)
        for _ in range(5):
            await first.hear(bytes(1280))
        await first.send("text", id="1", text="What time is it?")
        await first.expect("caption", ref="1")
        first.cut()
    async with coming(service, first) as second:
        ready = await second.resume(first)
        assert ready["microphone"] == 4


async def test_many_losses_in_a_row(service: Service) -> None:
    client: ReturningClient | None = None
    async with coming(service) as first:
        await first.hello()
        client = first
        first.cut()
    for number in range(3):
        async with coming(service, client) as again:
            await again.resume(client)
            await again.send("text", id=str(number), text="What time is it?")
            await again.expect("turn", complete=True)
            again.cut()
            client = again
    async with coming(service, client) as last:
        await last.resume(client)
        await last.send("goodbye")
        assert await last.closed() == (1000, "")
    [(outcome, turns)] = service.rows("SELECT outcome, turns FROM chat_conversation")
    assert (outcome, turns) == ("goodbye", 3)


async def test_a_token_counts_until_the_next_one_has_arrived(service: Service) -> None:
    async with coming(service) as first:
        await first.hello()
    # Two answers that were lost on their way: each had a token that nobody has.
    for _ in range(2):
        async with coming(service, first) as unlucky:
            await unlucky.send("resume", **claim_of(first))
    async with coming(service, first) as second:
        await second.resume(first)
        await second.send("ack", n=second.seen_n)
        await second.send("text", id="1", text="What time is it?")
        await second.expect("caption", ref="1")
    async with coming(service) as third:
        await third.send("resume", **claim_of(first))
        assert await third.closed() == (4400, "resume_refused")


async def test_the_last_audio_is_acknowledged_though_no_more_comes(service: Service) -> None:
    async with coming(service) as client:
        await client.hello()
        for _ in range(40):
            await client.hear(bytes(1280))
        await client.expect("ack", microphone=39)


def claim_of(client: ReturningClient) -> dict[str, object]:
    return {"conversation": client.ready["conversation"], "token": client.ready["token"], "last_n": 1}
