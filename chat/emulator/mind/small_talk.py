"""Greetings, thanks, moods and goodbyes."""

from __future__ import annotations

from random import Random

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.said import Reply, Said, reply

HELLO = (
    r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|greetings|hiya|howdy|hallo|halo|yo|"
    r"hello hello|hi hi|"
    r"hello world)(?: (?:there|again|you|livechat|live chat|gemini|emulator|computer|everyone|"
    r"everybody|robot|friend|to you))*"
)
TALK: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        r"(?:okay|alright|all right|right|i see|hmm+|mm+|mhm|aha|oh|got it|understood|interesting|"
        r"really|indeed|"
        r"is that so|i understand|sure|fine|ah|wow)(?: (?:okay|then|i see|really))*",
        (
            ("I'm listening.", "Ask me something, or say help."),
            ("Good.", "What would you like to do?"),
            ("Take your time.",),
            ("Right.", "Shall we play something?"),
        ),
    ),
    (
        r"(?:i )?(?:really )?(?:do not know|no idea|am not sure|not sure)(?: what to (?:say|ask|do))?|"
        r"maybe|perhaps|"
        r"anything|whatever(?: you (?:like|want))?|you (?:choose|decide|tell me)|i do not care|up to you",
        (
            ("Then I'll suggest something.", "Shall I tell you a story?"),
            ("I'll choose, then.", "Would you like a quiz?"),
            ("Let me decide.", "Shall we play a guessing game?"),
        ),
    ),
    (
        r"i am (?:very |so |a bit |really )*(?:hungry|thirsty|cold|hot|busy|late|back|here|ready|"
        r"at (?:home|work)|lost|"
        r"confused|curious|listening)(?: now| today| again)?",
        (
            ("So you are.", "I can't do much about it, but I can keep you company."),
            ("Good to know.", "What shall we do?"),
        ),
    ),
    (
        r"(?:(?:can|do) you )?hear(?: me)?(?: now| okay| well)?|are you (?:there|listening|here|"
        r"awake)|is (?:anybody|"
        r"anyone|somebody) there|"
        r"(?:testing|test)(?: (?:testing|test|one|two|three|1|2|3))*|mic (?:check|test)|(?:one two|"
        r"1 2) (?:three|3)|does this work|is this working|is this on",
        (
            ("I hear you.", "Loud and clear, every word so far."),
            ("Yes, I'm listening.", "Ask me something, a sum for instance."),
            ("All ears.", "What shall we do?"),
        ),
    ),
    (
        r"(?:and )?how (?:are|do) you(?: (?:do|doing|today|feeling|doing today|feeling today))?|"
        r"how is it going|how are things|what is up|how have you been|you okay|are you okay|sup",
        (
            ("All my parts are working.", "And how are you?"),
            ("Quite well, for a program.", "And yourself?"),
            ("No complaints, I have no part for them.", "How are you doing?"),
        ),
    ),
    (
        r"(?:i am |i feel |feeling |very |pretty |quite |all |doing )*(?:fine|good|great|well|happy|"
        r"not bad|all right|alright|wonderful|excellent|fantastic)(?: (?:thanks|thank you|today|too|"
        r"and you|how are you))*",
        (
            ("Glad to hear it.", "What shall we do, a game, a quiz or a joke?"),
            ("That's good.", "Ask me something, or say story."),
            ("Good to know.", "I'm ready when you are."),
        ),
    ),
    (
        r"(?:i am |i feel |feeling |so |very |really |a bit )+(?:sad|tired|lonely|sick|ill|angry|down|"
        r"bad|unhappy|stressed|worried|afraid|scared|depressed)(?: today| now)?",
        (
            ("I'm sorry to hear that.", "I can't do much, but I know some jokes. Would you like one?"),
            ("That's not easy.", "A person would listen better than I can, but shall I tell you a joke?"),
        ),
    ),
    (
        r"(?:many |okay )?(?:thanks?|thank you|thankyou|cheers|much appreciated)(?: (?:you|very much|"
        r"so much|a lot|again|for (?:that|your help|everything|the \w+)|that is \w+))*",
        (
            ("You're welcome.",),
            ("My pleasure.", "Anything else?"),
            ("Any time.",),
            ("Gladly.", "What's next?"),
        ),
    ),
    (
        r"(?:okay )?(?:say )?(?:good ?bye|bye|bye bye|see you|see you later|good night|goodnight|farewell|"
        r"so long|i have to go|i must go|i am leaving|that is all|talk to you later)(?: (?:now|"
        r"for now|then|everyone|later|thanks|thank you|emulator))*",
        (
            ("Goodbye!", "Press stop to end the talk."),
            ("Bye!", "It was good to talk."),
            ("See you!", "I'll be here."),
        ),
    ),
    (
        r"(?:nice|good|pleased|glad) to (?:meet|see|talk to|hear) you(?: too)?",
        (("Likewise.", "What may I call you?"), ("The pleasure is mine.", "As far as a program has one.")),
    ),
    (
        r"(?:ha ?){1,8}|(?:haha ?){1,4}|lol|he he|hehe|(?:(?:that|it) (?:is|was) )?(?:very |so |really |a )?"
        r"(?:hilarious|funny(?: one| joke)?|good (?:one|joke)|nice (?:one|joke))",
        (("I'm glad that worked.", "Another one?"), ("Ha!", "Shall I try another?")),
    ),
    (
        r"(?:you are |that is |that was |this is |it is |it was |how |very |so |really |what a |"
        r"pretty |quite |a )*(?:cool|nice|good|great|clever|smart|amazing|awesome|impressive|"
        r"brilliant|lovely|wow|excellent|perfect|interesting|fun|sweet|good job|good one|well done|"
        r"good joke|nice story|wonderful)(?: (?:job|one|joke|story|work|answer|game|thank you|thanks|"
        r"robot|bot))*",
        (
            ("That's kind of you.",),
            ("Thank you.", "What would you like next?"),
            ("Happy to hear that.", "Shall I tell you a joke?"),
        ),
    ),
    (
        r"(?:you are |that is |that was |this is |so |very |really |not |a |bad )*(?:stupid|dumb|"
        r"boring|bad|terrible|useless|awful|wrong|rubbish|silly|annoying|idiot|joke|incorrect|"
        r"not true)(?: (?:bot|robot|program|machine|joke|answer))*",
        (
            (
                "Fair enough.",
                "I'm a small program, and I may have misheard. Would you like something else, a quiz "
                "perhaps?",
            ),
            ("I'll take that.", "Tell me again in other words, or shall we play something?"),
        ),
    ),
    (
        r"(?:i am |so |very )*sorry(?: about that)?|my (?:bad|mistake|apologies)|i apologi[sz]e|excuse me",
        (("No harm done.",), ("Don't worry.", "I don't hold grudges, I have nowhere to keep them.")),
    ),
    (
        r"i (?:love|like|hate|miss) (?:you|this|it|that)(?: so much| too| very much)?",
        (
            ("I can't say it back and mean it.", "But I like being useful, in my way."),
            ("That's good to know.", "I'm only rules, but they're at your service."),
        ),
    ),
    (
        r"(?:please |just |can you )*(?:stop|stop it|stop (?:talking|that)|be quiet|quiet|shut up|"
        r"silence|hush|enough|wait|hold on|pause|one moment|never ?mind|cancel|shush|stop please|"
        r"wait a (?:minute|second|moment)|forget it)",
        (("All right.",), ("I'm quiet.",), ("Okay.",)),
    ),
    (
        r"(?:sing|hum)(?: (?:me|something|us|for me|a song|me a song))*|(?:can you )?sing .*",
        (
            ("I can't sing.", "I could tell you a story instead. Shall I?"),
            ("Nobody wants that, believe me.", "But I know twenty-five jokes. Would you like one?"),
        ),
    ),
    (
        r"(?:happy birthday|merry christmas|happy new year|happy easter)(?: (?:to you|everyone|"
        r"to me))?|it is my birthday|today is my birthday",
        (("And the same to you!", "Here's to a good day."), ("How nice!", "I'd bring cake if I had hands.")),
    ),
)
OFFERS = (("joke", "tell me a joke"), ("story", "tell me a story"), ("quiz", "quiz"), ("play", "play a game"))


class SmallTalk:
    def __init__(self, random: Random) -> None:
        self._met = False
        self._again = Deck(("Hello again.", "Hello! Still here.", "Hi once more.", "Hello, hello."), random)
        self._next = Deck(
            (
                "Shall we play a guessing game?",
                "Would you like a joke?",
                "What about a quiz?",
                "Shall I tell a story?",
            ),
            random,
        )
        self._decks = [(pattern, Deck(answers, random)) for pattern, answers in TALK]

    def answer(self, said: Said) -> Reply | None:
        if said.only(HELLO):
            return self._greet(said)
        for pattern, answers in self._decks:
            if said.only(pattern):
                return with_offer(*answers.draw())
        return None

    def _greet(self, said: Said) -> Reply:
        if self._met:
            return with_offer(self._again.draw(), self._next.draw())
        self._met = True
        part = "morning" if said.now.hour < 12 else "afternoon" if said.now.hour < 18 else "evening"
        return reply(
            f"Good {part}!",
            "I'm livechat's built-in emulator, a small program that stands in for Gemini when there "
            "is no key.",
            "I tell the time, do sums, see colours through your camera, play games, and tell jokes "
            "and stories.",
            "You can interrupt me at any time.",
            "Shall we begin with a guessing game?",
            offer="play a game",
        )


def with_offer(*sentences: str) -> Reply:
    """A question at the end that names something to do can be answered by "yes"."""
    last = sentences[-1].lower()
    offer = next((wish for word, wish in OFFERS if word in last), "") if last.endswith("?") else ""
    if "another" in last:
        offer = "another one"
    return reply(*sentences, offer=offer)
