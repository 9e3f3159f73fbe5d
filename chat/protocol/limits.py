"""The numbers both sides of livechat.v1 hold to."""

SUBPROTOCOL = "livechat.v1"

INPUT_SAMPLE_RATE = 16_000
OUTPUT_SAMPLE_RATE = 24_000
BYTES_PER_SAMPLE = 2

MAX_CHUNK_MS = 100
MAX_CHUNK_BYTES = INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE * MAX_CHUNK_MS // 1000
MAX_PICTURE_BYTES = 700_000
"""Stays below 1 MiB once it is base64 in Gemini's JSON."""
MAX_CONTROL_BYTES = 65_536
MAX_FRAME_BYTES = 1_000_000
"""A frame above it closes the socket with 4413; below, the limit of its kind answers with an error."""
MAX_TEXT_CHARS = 8_000

PICTURE_INTERVAL_MS = 1_000
PING_INTERVAL_MS = 2_000
SILENCE_IS_LOSS_MS = 6_000
PLAYED_INTERVAL_MS = 100

MICROPHONE_PACE = 2
"""Times as fast as audio is spoken, at most, for long: what was kept during a loss catches up."""
MICROPHONE_BURST_MS = 12_000
"""Audio that may come at once: what a client keeps while it is away, and a little more."""
PICTURE_BURST = 10
"""Pictures that may come at once; for long, twice as many as PICTURE_INTERVAL_MS says."""
CONTROL_PER_S = 100
CONTROL_BURST = 400
"""Control messages, `ping` among them; a long one counts once for each KiB."""
TEXTS_PER_S = 2
TEXT_BURST = 20
"""Typed messages: each may cost an answer."""

GENERATION_STRIDE = 1_000_000
"""The events of generation g are numbered from g times this on."""

MAX_UNACKNOWLEDGED_EVENTS = 1_000
MAX_UNACKNOWLEDGED_BYTES = 1_000_000
"""Events and speech that a browser has not acknowledged; above it the socket is closed with 4408."""

HELLO_WITHIN_S = 10
"""A socket whose first message does not come by then is closed."""

FATAL_ERRORS_PER_MINUTE = 10
"""So many refused messages within a minute close the socket."""


def public_limits() -> dict[str, int]:
    """What `ready` tells a client, so that it need not know this file."""
    return {
        "chunk_bytes": MAX_CHUNK_BYTES,
        "picture_bytes": MAX_PICTURE_BYTES,
        "picture_interval_ms": PICTURE_INTERVAL_MS,
        "control_bytes": MAX_CONTROL_BYTES,
        "text_chars": MAX_TEXT_CHARS,
        "unacknowledged_events": MAX_UNACKNOWLEDGED_EVENTS,
        "unacknowledged_bytes": MAX_UNACKNOWLEDGED_BYTES,
        "ping_interval_ms": PING_INTERVAL_MS,
        "silence_is_loss_ms": SILENCE_IS_LOSS_MS,
        "played_interval_ms": PLAYED_INTERVAL_MS,
        "microphone_burst_ms": MICROPHONE_BURST_MS,
    }
