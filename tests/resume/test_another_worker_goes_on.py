"""A worker that dies, stops or is cut off takes no conversation with it: another one goes on."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.resume.workers import running_workers
from tests.support.chat_client import chat_client
from tests.support.coming_back import ReturningClient, coming
from tests.support.connections import becomes_true, connections_to
from tests.support.emulator import Emulator
from tests.support.leftovers import upstream_port
from tests.support.service import Service


@pytest.fixture
def workers(tmp_path: Path, empty_database: Path, emulator: Emulator) -> Iterator[list[Service]]:
    with running_workers(tmp_path, empty_database, 2, **emulator.environment) as running:
        yield running


def said(service: Service) -> list[tuple[int, str, str]]:
    return service.rows(
        "SELECT sequence, speaker, text FROM chat_utterance WHERE speaker != 'tool' ORDER BY sequence"
    )


async def test_the_name_is_still_known_after_a_worker_was_killed(workers: list[Service]) -> None:
    first_worker, second_worker = workers
    async with coming(first_worker) as first:
        await first.hello()
        await first.send("text", id="1", text="My name is Berenice.")
        await first.expect("stored", sequence=2)
        first_worker.process.signal(signal.SIGKILL)
    async with coming(second_worker, first) as second:
        ready = await second.resume(first)
        assert (ready["resumed"], ready["microphone"]) == (True, None)
        assert ready["n"] >= 2_000_000
        await second.send("text", id="2", text="What is my name?")
        await second.expect("turn", complete=True)
        await second.send("goodbye")
        assert await second.closed() == (1000, "")
    assert "Berenice" in second.told[max(second.told)]
    rows = said(first_worker)
    assert {sequence: text for sequence, _, text in rows} == second.told
    facts = "SELECT outcome, generation, turns FROM chat_conversation"
    assert first_worker.rows(facts) == [("goodbye", 2, 2)]


async def test_a_question_without_an_answer_is_answered_by_the_next(workers: list[Service]) -> None:
    first_worker, second_worker = workers
    async with coming(first_worker) as first:
        await first.hello()
        await first.send("text", id="1", text="Tell me a story.")
        await first.expect("turn", turn=1)
        while len(first.speech[1]) < 100_000:
            await first.receive()
        first_worker.process.signal(signal.SIGKILL)
    async with coming(second_worker, first) as second:
        await second.resume(first, played={"1": 24_000})
        turn = (await second.expect("turn", complete=False))["turn"]
        assert turn > 1
        while len(second.speech[turn]) < 48_000:
            await second.receive()
        await second.send("interrupt")
        await second.send("goodbye")
        await second.closed()
    rows = said(first_worker)
    assert [speaker for _, speaker, _ in rows].count("user") == 1
    assert [speaker for _, speaker, _ in rows].count("model") >= 1


async def test_a_worker_that_stops_hands_its_talks_over(workers: list[Service], emulator: Emulator) -> None:
    first_worker, second_worker = workers
    async with coming(first_worker) as first:
        await first.hello()
        await first.send("text", id="1", text="My name is Berenice.")
        await first.expect("turn", complete=True)
        first_worker.process.signal(signal.SIGTERM)
        await first.closed()
    async with coming(second_worker, first) as second:
        await second.resume(first)
        await second.send("text", id="2", text="What is my name?")
        await second.expect("turn", complete=True)
        assert connections_to(upstream_port(emulator)) == 1
        await second.send("goodbye")
        await second.closed()
    assert "Berenice" in second.told[max(second.told)]
    assert {sequence: text for sequence, _, text in said(first_worker)} == second.told


async def test_a_living_worker_lets_go_when_the_browser_comes_to_another(
    workers: list[Service], emulator: Emulator
) -> None:
    first_worker, second_worker = workers
    async with coming(first_worker) as first:
        await first.hello()
        await first.send("text", id="1", text="My name is Berenice.")
        await first.expect("turn", complete=True)
        async with coming(second_worker, first) as second:
            await second.resume(first)
            assert await first.closed() == (4403, "resumed_elsewhere")
            await second.send("text", id="2", text="What is my name?")
            await second.expect("turn", complete=True)
            await becomes_true(lambda: connections_to(upstream_port(emulator)) == 1, 5)
            await second.send("goodbye")
            await second.closed()
    assert first_worker.rows("SELECT outcome FROM chat_conversation") == [("goodbye",)]
    assert len([None for _, speaker, _ in said(first_worker) if speaker == "user"]) == 2


async def refused(worker: Service, before: ReturningClient, **fields: object) -> tuple[int, str]:
    async with chat_client(worker) as client:
        await client.send(
            "resume",
            **{"conversation": before.ready["conversation"], "token": before.ready["token"], **fields},
        )
        return await client.closed()


async def test_only_who_holds_the_token_comes_back(workers: list[Service]) -> None:
    async with coming(workers[0]) as first:
        await first.hello()
        for worker in workers:
            assert await refused(worker, first, token="a guess") == (4400, "resume_refused")
            assert await refused(worker, first, token=first.ready["token"][:-2]) == (4400, "resume_refused")
            assert await refused(worker, first, conversation="0" * 32) == (4400, "resume_refused")
            assert await refused(worker, first, conversation="no id") == (4400, "resume_refused")
        await first.send("text", id="1", text="What time is it?")
        await first.expect("turn", complete=True)


async def test_a_talk_that_is_over_does_not_go_on(workers: list[Service]) -> None:
    async with coming(workers[0]) as first:
        await first.hello()
        await first.send("goodbye")
        await first.closed()
    for worker in workers:
        assert await refused(worker, first) == (4400, "resume_refused")


async def test_an_answer_that_a_stopping_worker_cut_is_given_by_the_next(workers: list[Service]) -> None:
    first_worker, second_worker = workers
    async with coming(first_worker) as first:
        await first.hello()
        await first.send("text", id="1", text="Tell me a story.")
        await first.expect("turn", turn=1)
        while len(first.speech[1]) < 100_000:
            await first.receive()
        first_worker.process.signal(signal.SIGTERM)
        assert await first.closed() == (4503, "draining")
    async with coming(second_worker, first) as second:
        await second.resume(first, played={"1": 24_000})
        turn = (await second.expect("turn", complete=False))["turn"]
        while len(second.speech[turn]) < 48_000:
            await second.receive()
        await second.send("interrupt")
        await second.send("goodbye")
        await second.closed()
    speakers = [speaker for _, speaker, _ in said(first_worker)]
    assert (speakers.count("user"), speakers.count("model")) == (1, 2)
