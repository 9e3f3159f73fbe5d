"""Questions about the program itself and about livechat."""

from __future__ import annotations

from itertools import cycle

from chat.emulator.mind.said import Reply, Said, reply

ABOUT: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        r"are you (?:really |a |an )*(?:gemini|chat ?gpt|gpt|google|alexa|siri|claude|bard|the real)|"
        r"is this (?:the real )?gemini|"
        r"(?:talking|speaking) to gemini",
        (
            (
                "No, I'm not Gemini.",
                "I'm livechat's built-in emulator, a small program that stands in for Gemini when "
                "there is no key.",
                "Ask me how to use a real key.",
            ),
            ("Not Gemini, no.", "Gemini knows the world; I know sums, colours, jokes and games."),
        ),
    ),
    (
        r"are you (?:really |a |an )*(?:human|person|real|robot|machine|computer|ai|artificial|alive|"
        r"intelligent|program|bot)|"
        r"do you (?:have feelings|feel|think|dream|sleep|eat)",
        (
            ("I'm a program, and a small one.", "No feelings, no sleep, and nothing between two questions."),
            ("Just a machine.", "A few hundred rules and a voice, all on this computer."),
        ),
    ),
    (
        r"who are you|what are you|your name|introduce yourself|about yourself|who am i (?:talking|"
        r"speaking) (?:to|with)|"
        r"what is this|emulator|what model",
        (
            (
                "I'm livechat's emulator{name}.",
                "A small program that stands in for Gemini when no key is set.",
                "Everything you say is understood and answered on this computer.",
                "Ask me what I can do.",
            ),
            (
                "Livechat's built-in emulator{name}.",
                "I'm not Gemini: I have no knowledge of the world, but I tell time, do sums, see "
                "colours and play.",
            ),
        ),
    ),
    (
        r"what (?:can|could|do) (?:you|i) (?:do|ask|say|talk)|what else|can you (?:help|do)|help|"
        r"help me|what now|what should i|"
        r"what are (?:your|the) (?:skills|options|commands)|how does this work|what are you able|"
        r"i am bored|bored|options|menu|"
        r"tell me (?:something|anything)|surprise me",
        (
            (
                "Quite a few small things.",
                "I tell the time, do sums, and see colours through your camera.",
                "I play a guessing game, ask a quiz, tell jokes, and a long story that you can interrupt.",
                "Shall we start with the guessing game?",
            ),
            (
                "Let me think of some.",
                "I can flip a coin, roll dice, spell words, and remember your name.",
                "I can tell you what you said before, or play rock, paper, scissors.",
                "Would you like the quiz?",
            ),
            (
                "There is more.",
                "Show me something colourful on camera and ask what I see.",
                "Or let me guess a number that you think of.",
                "Or shall I tell you a story?",
            ),
        ),
    ),
    (
        r"(?:real|api|gemini|own|a|the|my) key|use (?:the real )?gemini|connect (?:to )?gemini|"
        r"talk to (?:the real )?gemini|vertex",
        (
            (
                "You need a Gemini key.",
                "Set it as GEMINI_API_KEY where livechat starts, and start it again.",
                "Then the same page talks to Gemini instead of me.",
                "The README shows this, and Vertex AI too.",
            ),
            ("That's easy.", "Put your key into the setting GEMINI_API_KEY and start livechat again."),
        ),
    ),
    (
        r"transcripts?|recording|recorded|record|kept|stored|saved|privacy|private|where (?:is|"
        r"are) (?:my|the|our) (?:talk|data|words)|history|admin",
        (
            (
                "Talks are kept as text.",
                "The administrator reads them under admin, unless you chose that nothing is kept.",
                "The page shows which it is.",
            ),
            (
                "The words are kept, not your voice.",
                "If you run this service, look under admin for them.",
                "With the switch on the first page, not even the words are kept.",
            ),
        ),
    ),
    (
        r"livechat|live chat|life chat|this (?:site|page|app|service|thing|software)",
        (
            (
                "Livechat lets people talk with Gemini.",
                "By voice, camera, screen or text, on a server of one's own.",
                "Without a key it talks with me, so that everything can be tried.",
            ),
            (
                "It's where we are talking.",
                "A service one runs oneself, for talking with Gemini, or with me when there is no key.",
            ),
        ),
    ),
    (
        r"what do you mean|(?:do not|did not) understand|explain|makes? no sense|how come|why not",
        (
            ("I put it badly, perhaps.", "Say repeat that to hear it again, or help for what I can do."),
            ("I can't explain more than I said.", "There is little behind my words but rules."),
        ),
    ),
    (
        r"your favourite|do you (?:like|love|have (?:a|any))",
        (
            ("I have no favourites.", "But tell me yours: say my favourite colour is, and I'll remember it."),
            ("That's a thing for people.", "I only keep what you tell me."),
        ),
    ),
    (
        r"who (?:made|built|wrote|created|programmed) you|where (?:are|do) you (?:from|live)|"
        r"where are you|how old are you",
        (
            (
                "I'm a part of livechat.",
                "I live in the computer that serves this page, and I'm as old as this talk.",
            ),
            ("From the same box as livechat.", "Somebody wrote down a few hundred rules, and here I am."),
        ),
    ),
    (
        r"(?:speak|talk|go|be) (?:a bit |a little |more |much )?(?:slower|slowly|faster|quicker|"
        r"louder|quieter|softer)|slow down|too (?:fast|slow|loud|quiet)|"
        r"(?:change|different|another|other) (?:your )?(?:voice|accent)|volume",
        (
            (
                "I can't change that by voice.",
                "The loudness is set on your device, and the voice is chosen in the settings.",
                "But you can ask me to say it again.",
            ),
            ("Sorry, I have one pace only.", "Say repeat that, and I'll give it another go."),
        ),
    ),
    (
        r"(?:turn|switch|put|start|open|show|share|use|enable|how) .*?\b(?:camera|webcam|screen|"
        r"picture)|(?:camera|screen) (?:on|off)|mute|unmute|microphone",
        (
            (
                "Use the buttons on the page.",
                "There is one for the camera, one for the screen, and one to mute the microphone.",
                "When a picture comes, ask me what I see.",
            ),
            ("That's your side of the page.", "Camera, screen and microphone have a button each."),
        ),
    ),
    (
        r"how (?:do|can|could|should) i stop(?: here| now| talking)?$|"
        r"(?:how|can) (?:do |can )?i (?:end|leave|quit|finish|hang up|go)\b|"
        r"(?:end|stop|leave|finish) (?:the|this|our) (?:talk|conversation|call|chat|session)",
        (
            ("Press the stop button.", "It ends the talk, and the page then says whether it was kept."),
            ("With the stop button on the page.", "I won't mind."),
        ),
    ),
    (
        r"(?:how|can) (?:do |can )?i (?:interrupt|stop|cut)|interrupt",
        (
            (
                "Just start talking.",
                "I fall silent at once, and when you say go on, I go on.",
                "A long story is good for trying that. Shall I tell one?",
            ),
            ("Speak, and I stop.", "Or use the button. Then say go on for the rest."),
        ),
    ),
    (
        r"(?:speak|understand|know|talk|say (?:it|that|something) in) (?:any )?(?:other languages?|"
        r"french|german|spanish|italian|chinese|japanese|russian|hindi|portuguese)|"
        r"bonjour|guten tag|hola|what languages?|ciao|parlez|sprechen|habla",
        (
            (
                "English only, I'm afraid.",
                "Gemini itself speaks nearly a hundred languages, with a real key.",
            ),
            ("I only know English.", "But in English I can spell almost anything."),
        ),
    ),
    (
        r"(?:system )?(?:instruction|instructions|prompt)",
        (
            ("I was set up with instructions{name}.", "I'm too small to follow more of them than a name."),
            ("Little of them reaches me.", "A name I can take on; the rest needs Gemini."),
        ),
    ),
    (
        r"how do you (?:work|see|hear|speak|understand|know)|how are you (?:made|built)",
        (
            (
                "With three small networks.",
                "One notices that you speak, one turns speech into words, one turns words into speech.",
                "In between there are only rules.",
            ),
            (
                "Rules, for the most part.",
                "Hearing and speaking are small neural networks that run right here.",
            ),
        ),
    ),
)
OFFERS = {
    "guessing game?": "guessing game",
    "the quiz?": "quiz",
    "a story?": "tell me a story",
    "tell one?": "tell me a story",
}


class Myself:
    """The fullest answer comes first, the others when it is asked again."""

    def __init__(self, name: str) -> None:
        self.rename(name)
        self._about = [(pattern, cycle(answers)) for pattern, answers in ABOUT]

    def rename(self, name: str) -> None:
        self._name = f", and I go by {name}" if name else ""

    def answer(self, said: Said) -> Reply | None:
        for pattern, answers in self._about:
            if said.about(pattern, within=11):
                sentences = [sentence.format(name=self._name) for sentence in next(answers)]
                offer = next((wish for end, wish in OFFERS.items() if sentences[-1].endswith(end)), "")
                return reply(*sentences, offer=offer)
        return None
