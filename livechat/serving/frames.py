"""The frames that nearly all messages come and go in: whole, in one, not compressed (RFC 6455, 5.2).

What is anything else is left to autobahn, whose parser takes a tenth of all that a chunk of sound costs.
"""

from __future__ import annotations

import struct

try:
    from websockets.speedups import apply_mask
except ImportError:
    # Where no compiler was at hand.
    from websockets.utils import apply_mask

TEXT, BINARY = 0x81, 0x82
"""With FIN, without the bits of extensions."""
SHORT, LONG = 125, 0xFFFF
"""The most bytes whose number stands in the second byte, and in two more."""
IN_TWO_BYTES, IN_EIGHT_BYTES = 126, 127
"""Stand in the second byte for where the number is."""
MASKED = 0x80
MASK_BYTES = 4


def whole_message(data: bytes, most_bytes: int) -> tuple[bytes, int] | None:
    """The payload, unmasked, and the end of the masked frame that `data` begins with.

    None where it does not begin with all of one with a whole message of at most `most_bytes`, LONG or fewer.
    """
    if len(data) < 2 + MASK_BYTES or data[0] not in (TEXT, BINARY):
        return None
    length, start = data[1] - MASKED, 2 + MASK_BYTES
    if length == IN_TWO_BYTES:
        length, start = int.from_bytes(data[2:4], "big"), start + 2
        shortest = SHORT + 1
    else:
        shortest, most_bytes = 0, min(most_bytes, SHORT)
    end = start + length
    if not shortest <= length <= most_bytes or len(data) < end:
        return None
    return apply_mask(data[start:end], data[start - MASK_BYTES : start]), end


def whole(first: int, payload: bytes) -> bytes:
    """A server's frame, which has no mask; `first` is TEXT or BINARY."""
    length = len(payload)
    if length <= SHORT:
        return bytes((first, length)) + payload
    if length <= LONG:
        return struct.pack("!BBH", first, IN_TWO_BYTES, length) + payload
    return struct.pack("!BBQ", first, IN_EIGHT_BYTES, length) + payload
