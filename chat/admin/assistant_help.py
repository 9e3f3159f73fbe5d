"""What stands beside each field of an assistant's form: what it does, its unit, and what empty means."""

from __future__ import annotations

HELP = {
    "name": "As people see it on the page.",
    "slug": "Its name in addresses and for clients. Changing it breaks links to it.",
    "description": "One sentence under the name on the page: what it is good for.",
    "enabled": "Offered on the page.",
    "default": "Who answers when nobody was chosen. There is one.",
    "order": "Its place among the others: small numbers come first.",
    "system_instruction": (
        "Who it is and how it answers. Write to it: “You are …”. Empty: the server's, "
        "LIVECHAT_SYSTEM_INSTRUCTION."
    ),
    "greeting": (
        "What it is told so that it speaks first, such as “Greet me and ask my name.” Empty: it waits."
    ),
    "modality": "In writing no speech is sent; a model that can only speak is shown by its captions.",
    "voice": "Hear it on the page: the button stands under the assistant's name.",
    "tools": "What it may do by itself. Each is described to the model, which is billed with every turn.",
    "language": (
        "Such as de-DE. Empty: it follows the person, or their browser where the model needs a language."
    ),
    "model": (
        "The Live model's id. Empty: the server's, LIVECHAT_MODEL. Another than those offered is not checked."
    ),
    "thinking_level": "How long it thinks before it answers, for models that are set by a level.",
    "thinking_budget": "For Gemini 2.5: 0 for none, -1 for as many as it likes. More is slower and billed.",
    "push_to_talk": (
        "It hears a person only while they hold the button: for noisy rooms. What stands below of speech "
        "and silence does not count then."
    ),
    "start_sensitivity": "How soon sound counts as speech.",
    "end_sensitivity": "How soon a pause counts as the end.",
    "prefix_padding_ms": (
        "So much speech before its start is taken as certain; 20 to 300 are usual. Larger: fewer false "
        "starts, short words may be lost."
    ),
    "silence_ms": (
        "500 to 800 suit a talk, 1200 and more people who search for words; below 300 sentences are torn "
        "apart. Empty: the server's, LIVECHAT_SILENCE_MS."
    ),
    "interruptible": (
        "Off: it finishes its answer whatever is said meanwhile; the Skip button still stops it."
    ),
    "proactive_audio": (
        "It decides whether it is spoken to at all. Leave it to the model but for Gemini 2.5."
    ),
    "affective_dialog": "Gemini 2.5 only.",
    "transcription_languages": (
        "Codes such as de-DE, en-US, divided by spaces: what is said is written down in these. Empty: "
        "recognised by itself."
    ),
    "vocabulary": (
        "Names and rare words that should be written down rightly, one on each line, at most 100."
    ),
    "search": "Answers may rest on Google Search, whose sources are shown. Each search is billed.",
    "turn_coverage": (
        "Everything that belongs to a turn is billed. Empty: for the models of today, speech and all "
        "pictures."
    ),
    "media_resolution": "More detail reads small print and is billed more.",
    "compression": (
        "Without it a talk ends when its context is full: after about 15 minutes of speech, 2 with pictures."
    ),
    "compression_trigger_tokens": (
        "A minute of speech is about 1,500 tokens. Smaller is cheaper and forgets sooner; Vertex AI takes "
        "5,000 to 128,000. Empty: 80 % of the window."
    ),
    "compression_target_tokens": "Has to be smaller than “full at”. Empty: half of it.",
    "temperature": (
        "0 to 2. Lower is drier, higher more surprising. Empty, usually 1, is best for Gemini 3."
    ),
    "top_p": "0 to 1. Empty is best, unless you know why.",
    "max_output_tokens": "An answer is cut off there, in mid-sentence. A second of speech is 25 tokens.",
    "seed": "A whole number: like questions get more like answers.",
}
