"""Which skill answers: the game that is on, the skills in their order, the game again, or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from chat.emulator.mind.beyond import Beyond
from chat.emulator.mind.deck import Deck
from chat.emulator.mind.history import History
from chat.emulator.mind.said import Game, Reply, Said, Skill, reply

YES = (
    r"(?:yes|sure|okay|alright|all right|of course|go ahead|certainly|absolutely|definitely|please|"
    r"why not|do it|fine|"
    r"with pleasure|i would|i do|that would be (?:nice|great|good)|good idea|sounds good|go for it|"
    r"let us do (?:it|that)|"
    r"go on|please do|play|thanks|thank you|very much|i would love to|indeed|right)(?: (?:yes|sure|"
    r"please|do|thanks|thank you|"
    r"okay|i would|then|it|do it|go ahead|let us|tell me|of course|why not|a))*"
)
NO = (
    r"(?:no|not now|not really|no thanks|no thank you|rather not|maybe later|later|i do not want to|"
    r"not today)(?: (?:no|thanks|thank you|please|not now))*"
)
ANOTHER = (
    r"(?:tell me |give me |do |play |and |okay |yes |say )*(?:another|one more|more|again|once more|"
    r"next|(?:another|one more|the same|a different|a new) "
    r"(?:one|again|round|time|game|joke|story|go)|(?:do|play|try|roll|flip) (?:it |that )?again|"
    r"repeat the game|new one|next one|different one)(?: please| again)*"
)
GO_ON = (
    r"(?:please |okay |yes |and |you can |now )*(?:go on|go ahead|goon|continue|carry on|"
    r"keep (?:going|talking|on)|resume|proceed|(?:and )?then|"
    r"what happened (?:next|then)|what happens (?:next|then)|then what|finish (?:it|the story|"
    r"your story|that|your sentence)|"
    r"go on with (?:it|the story|your story)|continue (?:the|your|with the|telling the) (?:story|"
    r"tale)|the rest|tell me the rest|more of the story|"
    r"back to the story|go on please|where were you)(?: please| then| now)*"
)
ECHO = re.compile(
    r"^(?:please |okay |now |can you |could you |will you )*(?:repeat after me|say after me|"
    r"say the words?|say the sentence|say)\b[\s:,]*(.+)$",
    re.IGNORECASE | re.DOTALL,
)
NOT_ECHOED = (
    r".* backwards?$|say (?:that|it|this|again|something|anything|nothing|what|hello to|goodbye|my name|"
    r"more|a joke|another)\b"
)
LONGEST_ECHO = 300
MOST_CLAUSES, MOST_WORDS = 4, 20
STOP = (
    r"(?:please |okay |now )*(?:stop|stop it|enough|wait|quiet|be quiet|hold on|pause|"
    r"shut up)(?: please| now| there)*"
)


class Router:
    def __init__(
        self,
        games: Sequence[Game],
        skills: Sequence[Skill],
        beyond: Beyond,
        history: History,
        random: Random,
    ) -> None:
        self._games = games
        self._skills = skills
        self._beyond = beyond
        self._history = history
        self._offer = self._again = ""
        self._first = self._last = ""
        self._once_more = Deck(("Once more:", "As before:", "Again:"), random)
        self._declined = Deck(("All right.", "As you like.", "Another time, then."), random)
        self._unasked = Deck(("To what?", "I haven't asked anything.", "But what was the question?"), random)
        self._going_on = Deck(("Where was I?", "To go on, then.", "Back to it."), random)
        self._nothing_left = Deck(
            ("There is nothing left to tell.", "I had finished.", "That was all of it."), random
        )

    def answer(self, said: Said) -> Reply:
        found = self._route(said)
        if found.again:
            self._again = found.again
        self._offer = found.offer
        return self._never_twice(found)

    def _route(self, said: Said) -> Reply:
        """1. What only the game can mean. 2. What goes on from before, and the skills: for the whole, then
        for its clauses. 3. Any answer for the game. 4. The admission."""
        for game in self._games:
            if found := game.expected(said):
                return found
        found = self._passing(said) or self._skilled(said)
        for clause in clauses(said):
            found = found or self._passing(clause) or self._skilled(clause)
        if found:
            return found
        for game in self._games:
            if found := game.otherwise(said):
                return found
        return self._reminded(self._beyond.answer(said))

    def _skilled(self, said: Said) -> Reply | None:
        for skill in (*self._skills, *self._games):
            if found := skill.answer(said):
                if not found.begins:
                    return found if found.repeats else self._reminded(found)
                for game in self._games:
                    if game is not skill:
                        game.leave()
                return found
        return None

    def _waiting(self) -> str:
        return next(filter(None, (game.reminder() for game in self._games)), "")

    def _reminded(self, found: Reply) -> Reply:
        """With what the game waits for; an offer would ask two things at once."""
        waiting = self._waiting()
        if not waiting:
            return found
        kept = found.sentences[:-1] if found.offer and len(found.sentences) > 1 else found.sentences
        return replace(found, sentences=(*kept, waiting), offer="")

    def _passing(self, said: Said) -> Reply | None:
        """What is understood only from what came before, and echoes."""
        return self._echo(said) or self._gone_on(said) or self._answered(said)

    def _gone_on(self, said: Said) -> Reply | None:
        if self._history.unsaid and said.only(STOP):
            return reply("All right.", "Say go on when you want the rest.")
        if self._offer and said.only("go on|go ahead"):
            return self._wish(said, self._offer)
        if not said.only(GO_ON):
            return None
        rest, self._history.unsaid = self._history.unsaid, ()
        if rest:
            return reply(self._going_on.draw(), *rest, again="tell me another story", begins=True)
        return reply(self._nothing_left.draw(), "Shall I tell you a story?", offer="tell me a story")

    def _answered(self, said: Said) -> Reply | None:
        if self._offer and said.only(YES):
            return self._wish(said, self._offer)
        if self._offer and said.only(NO):
            return reply(self._declined.draw(), "Ask me anything else, or say help.")
        if self._again and said.only(ANOTHER):
            return self._wish(said, self._again)
        if said.only("yes|yes please|no|no thanks") and not self._waiting():
            return reply(
                self._unasked.draw(), "Would you like to know what I can do?", offer="what can you do"
            )
        return None

    def _wish(self, said: Said, wish: str) -> Reply | None:
        if wish == "another one":
            wish = self._again or "tell me a joke"
        return self._skilled(replace(said, text=wish))

    def _echo(self, said: Said) -> Reply | None:
        match = ECHO.match(said.text.strip())
        if not match or said.asks(NOT_ECHOED) or len(match[1]) > LONGEST_ECHO:
            return None
        words = match[1].strip(" \"'")
        return reply(words[0].upper() + words[1:] + ("" if words[-1] in ".!?" else ".")) if words else None

    def _never_twice(self, found: Reply) -> Reply:
        """No sentence stands twice in a row, and no two replies begin alike."""
        sentences: list[str] = []
        for sentence in found.sentences:
            before = (sentences or [self._last])[-1]
            alike = sentence == before or (not sentences and sentence == self._first)
            sentences.append(f"{self._once_more.draw()} {sentence}" if alike else sentence)
        self._first, self._last = sentences[0], sentences[-1]
        return replace(found, sentences=tuple(sentences))


def clauses(said: Said) -> list[Said]:
    """Of a short utterance of several clauses, the last first: "Thanks! And what time is it?"."""
    parts = [part for part in re.split(r"[.,;:!?]+(?:\s|$)", said.text[:LONGEST_ECHO]) if part.strip()]
    if not 2 <= len(parts) <= MOST_CLAUSES or said.count > MOST_WORDS:
        return []
    return [replace(said, text=part) for part in reversed(parts)]
