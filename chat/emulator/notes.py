"""What was said and shown in one session: the context that is billed, and what no answer was asked for."""

from __future__ import annotations

import asyncio

from chat.emulator.client_messages import Content, ContentTurn
from chat.emulator.senses import Answering
from chat.emulator.usage import Context, Entry, TokenCount, picture_tokens, text_tokens

PICTURE_LASTS_S = 30.0
"""A stream's picture older than this is no answer to "what do you see"."""
MOST_UNANSWERED = 64
"""Turns that may wait to be asked about together; then they are history."""


class Notes:
    def __init__(self, context: Context, mind: Answering) -> None:
        self.context = context
        self._mind = mind
        self._now = asyncio.get_running_loop().time
        self._picture: bytes | None = None
        self._picture_at = 0.0
        self._pictures = 0
        """Of the stream, since the last note; all of them are billed."""
        self._unanswered: list[ContentTurn] = []
        """The user's turns for which no answer was asked yet."""

    def see(self, picture: bytes) -> None:
        self._picture, self._picture_at = picture, self._now()
        self._pictures += 1

    def newest_picture(self) -> bytes | None:
        fresh = self._picture and self._now() - self._picture_at < PICTURE_LASTS_S
        return self._picture if fresh else None

    def note(self, role: str, text: str, tokens: TokenCount) -> None:
        streamed, self._pictures = picture_tokens(self._pictures, "VIDEO"), 0
        self.context.add(Entry(role, text, tokens + streamed))

    def read(self, content: Content) -> tuple[str, bytes | None] | None:
        """The words and the picture that are asked about, None where no answer is asked for."""
        for turn in content.turns:
            if turn.role == "model":
                self.remember_unanswered()
                self._mind.seed(turn.role, turn.text)
                self.note(turn.role, turn.text, text_tokens(turn.text))
            else:
                self._unanswered.append(turn)
        if not content.complete:
            if len(self._unanswered) > MOST_UNANSWERED:
                self.remember_unanswered()
            return None
        turns, self._unanswered = self._unanswered, []
        for turn in turns:
            self._note_turn(turn)
        pictures = [picture for turn in turns for picture in turn.pictures]
        said = "\n".join(turn.text for turn in turns if turn.text)
        return said, pictures[-1] if pictures else self.newest_picture()

    def remember_unanswered(self) -> None:
        turns, self._unanswered = self._unanswered, []
        for turn in turns:
            self._note_turn(turn)
            self._mind.seed(turn.role, turn.text)

    def _note_turn(self, turn: ContentTurn) -> None:
        self.note(turn.role, turn.text, text_tokens(turn.text) + picture_tokens(len(turn.pictures), "IMAGE"))
