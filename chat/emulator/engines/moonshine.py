"""Moonshine tiny (English), from the weights in the package moonshine-voice.

https://github.com/moonshine-ai/moonshine: an encoder over samples and a decoder with cached keys and values.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chat.emulator.engines.weights import open_model, package_directory

SAMPLE_RATE = 16_000
LEAST_S = 0.2
LONGEST_PIECE_S = 12.0
SHORTEST_PIECE_S = 6.0
QUIET_WINDOW_S = 0.1

START, STOP = 1, 2
LAYERS, HEADS, HEAD_WIDTH = 6, 8, 36
TOKENS_PER_SECOND = 9
SPARE_TOKENS = 6
"""Quick speech has seven tokens a second; what has more is noise, in which the decoder runs in a circle."""

WORD_START = b"\xe2\x96\x81"  # U+2581 stands for the space before a word

LEAST_CONFIDENCE = -1.0
"""Mean log-probability of a token: speech is above -0.6, noise that is taken for words below -1.1."""

HALLUCINATED = frozenset({"you", ""})
"""What comes back for silence, noise and clicks."""

Samples = NDArray[np.float32]


class MoonshineHearing:
    def __init__(self) -> None:
        weights = package_directory("moonshine_voice") / "assets" / "tiny-en"
        self._encoder = open_model(weights / "encoder_model.ort")
        self._decoder = open_model(weights / "decoder_model_merged.ort")
        self._outputs = [output.name for output in self._decoder.get_outputs()]
        self._vocabulary = read_vocabulary(weights / "tokenizer.bin")

    def transcribe(self, pcm: bytes) -> str:
        """PCM16 mono 16 kHz -> its words; "" when nothing was understood."""
        samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.float32) / np.float32(32_768)
        words = " ".join(filter(None, map(self._hear, pieces(samples))))
        return "" if words.strip(" .,!?").lower() in HALLUCINATED else words

    def _hear(self, samples: Samples) -> str:
        if len(samples) < LEAST_S * SAMPLE_RATE:
            return ""
        return self._words(self._decode(samples))

    def _decode(self, samples: Samples) -> list[int]:
        """The likeliest token at each step. None where no end came or the model was unsure: noise."""
        audio = samples[np.newaxis]
        # Both masks are by sample; one by encoder frame fails beyond 8.3 s.
        mask = np.ones(audio.shape, np.int64)
        (hidden,) = self._encoder.run(None, {"input_values": audio, "attention_mask": mask})
        inputs = {
            "encoder_attention_mask": mask,
            "encoder_hidden_states": hidden,
            "use_cache_branch": np.array([False]),
            **_empty_cache(),
        }
        tokens, confidence = [START], 0.0
        for _ in range(SPARE_TOKENS + int(TOKENS_PER_SECOND * len(samples) / SAMPLE_RATE)):
            inputs["input_ids"] = np.array([tokens[-1:]], np.int64)
            logits, *present = self._decoder.run(None, inputs)
            token = int(logits[0, -1].argmax())
            confidence += log_probability(logits[0, -1], token)
            if token == STOP:
                return tokens[1:] if confidence > LEAST_CONFIDENCE * len(tokens) else []
            tokens.append(token)
            for name, value in zip(self._outputs[1:], present, strict=True):
                # The encoder's keys and values are right in the first step only.
                if ".decoder." in name or len(tokens) == 2:
                    inputs[name.replace("present", "past_key_values")] = value
            inputs["use_cache_branch"] = np.array([True])
        return []

    def _words(self, tokens: list[int]) -> str:
        text = b"".join(self._vocabulary[token] for token in tokens).replace(WORD_START, b" ")
        return " ".join(text.decode("utf-8", "replace").split())


def log_probability(logits: Samples, token: int) -> float:
    return -float(np.log(np.exp(logits - logits[token]).sum()))


def _empty_cache() -> dict[str, NDArray[np.float32]]:
    return {
        f"past_key_values.{layer}.{side}.{part}": np.zeros((1, HEADS, 0, HEAD_WIDTH), np.float32)
        for layer in range(LAYERS)
        for side in ("decoder", "encoder")
        for part in ("key", "value")
    }


def pieces(samples: Samples) -> list[Samples]:
    """Audio longer than the model is good for, cut at its quietest places."""
    parts = []
    while len(samples) > LONGEST_PIECE_S * SAMPLE_RATE:
        cut = _quietest(samples)
        parts.append(samples[:cut])
        samples = samples[cut:]
    return [*parts, samples]


def _quietest(samples: Samples) -> int:
    """The middle of the quietest window between the shortest and the longest piece."""
    window = int(QUIET_WINDOW_S * SAMPLE_RATE)
    start, end = int(SHORTEST_PIECE_S * SAMPLE_RATE), int(LONGEST_PIECE_S * SAMPLE_RATE)
    energy = np.cumsum(np.square(samples[start:end], dtype=np.float64))
    return start + window // 2 + int((energy[window:] - energy[:-window]).argmin())


def read_vocabulary(path: Path) -> list[bytes]:
    """By number: each token's length (from 128 on in two bytes, the low seven bits first), then its bytes."""
    data, vocabulary, at = path.read_bytes(), [], 0
    while at < len(data):
        length, at = data[at], at + 1
        if length >= 128:
            length, at = length - 128 + 128 * data[at], at + 1
        vocabulary.append(b"" if data[at : at + length] in (b"<s>", b"</s>") else data[at : at + length])
        at += length
    return vocabulary
