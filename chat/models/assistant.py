"""Whom one can talk with: a preset of everything that the model is asked before its first word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from google.genai import types

from chat.configuration import configured_place, configured_setup
from chat.gemini.capabilities import Language, capabilities_of, spoken_language
from chat.gemini.impossible import problems_of
from chat.gemini.setup import LiveSetup
from chat.models.assistant_choices import (
    SAFETY_CATEGORIES,
    EndSensitivity,
    MediaResolution,
    Modality,
    SafetyThreshold,
    StartSensitivity,
    ThinkingLevel,
    TurnCoverage,
)

SAME_NAME = (
    "model", "voice", "language", "system_instruction", "temperature", "top_p", "max_output_tokens", "seed",
    "push_to_talk", "start_sensitivity", "end_sensitivity", "prefix_padding_ms", "silence_ms",
    "interruptible", "turn_coverage", "media_resolution", "thinking_level", "thinking_budget",
    "proactive_audio", "affective_dialog", "compression", "compression_trigger_tokens",
    "compression_target_tokens", "search",
)  # fmt: skip
"""Fields of the row that are LiveSetup's of the same name."""


class Assistant(models.Model):
    """An empty field means the server's setting where there is one, else the model's own default."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=10)
    enabled = models.BooleanField(default=True)
    default = models.BooleanField(default=False)

    model = models.CharField(max_length=200, blank=True)
    system_instruction = models.TextField("instruction", max_length=20_000, blank=True)
    greeting = models.TextField(max_length=2_000, blank=True)
    modality = models.CharField("answers", max_length=8, choices=Modality.choices, default=Modality.AUDIO)
    voice = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=35, blank=True)

    temperature = models.FloatField(null=True, blank=True)
    top_p = models.FloatField("top p", null=True, blank=True)
    max_output_tokens = models.IntegerField("longest answer (tokens)", null=True, blank=True)
    seed = models.IntegerField(null=True, blank=True)
    thinking_level = models.CharField(max_length=8, blank=True, choices=ThinkingLevel.choices)
    thinking_budget = models.IntegerField("thinking budget (tokens)", null=True, blank=True)

    push_to_talk = models.BooleanField(default=False)
    start_sensitivity = models.CharField(max_length=32, blank=True, choices=StartSensitivity.choices)
    end_sensitivity = models.CharField(max_length=32, blank=True, choices=EndSensitivity.choices)
    prefix_padding_ms = models.IntegerField("prefix padding (ms)", null=True, blank=True)
    silence_ms = models.IntegerField("silence that ends it (ms)", null=True, blank=True)
    interruptible = models.BooleanField("can be interrupted by voice", default=True)
    proactive_audio = models.BooleanField("silent when not spoken to", null=True, blank=True)
    affective_dialog = models.BooleanField("takes its tone from the person's", default=False)

    transcription_languages = models.CharField("languages spoken", max_length=200, blank=True)
    vocabulary = models.TextField("words to listen for", max_length=5_000, blank=True)

    turn_coverage = models.CharField(
        "what belongs to a turn", max_length=48, blank=True, choices=TurnCoverage.choices
    )
    media_resolution = models.CharField(
        "detail of pictures", max_length=32, blank=True, choices=MediaResolution.choices
    )
    compression = models.BooleanField("let go of the oldest when full", default=True)
    compression_trigger_tokens = models.IntegerField("full at (tokens)", null=True, blank=True)
    compression_target_tokens = models.IntegerField("cut down to (tokens)", null=True, blank=True)

    search = models.BooleanField("Google Search", default=False)
    tools = models.JSONField(default=list, blank=True)

    safety_harassment = models.CharField(
        "harassment", max_length=32, blank=True, choices=SafetyThreshold.choices
    )
    safety_hate_speech = models.CharField(
        "hate speech", max_length=32, blank=True, choices=SafetyThreshold.choices
    )
    safety_sexually_explicit = models.CharField(
        "sexually explicit", max_length=32, blank=True, choices=SafetyThreshold.choices
    )
    safety_dangerous_content = models.CharField(
        "dangerous", max_length=32, blank=True, choices=SafetyThreshold.choices
    )

    class Meta:
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('talk')}?assistant={self.slug}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Where this one becomes the default, the former is so no more."""
        with transaction.atomic():
            if self.default:
                Assistant.objects.filter(default=True).exclude(pk=self.pk).update(default=False)
            super().save(*args, **kwargs)

    def clean(self) -> None:
        """Says at its field what the model can't do."""
        problems: dict[str, list[str]] = {}
        for problem in problems_of(self.live_setup(), configured_place()):
            field = "tools" if problem.field == "functions" else problem.field
            problems.setdefault(field, []).append(problem.sentence)
        if self.default and not self.enabled:
            problems.setdefault("enabled", []).append("The default has to be enabled: people begin with it.")
        if problems:
            raise ValidationError(problems)

    def live_setup(self, *, text_wanted: bool = False, lang: str = "") -> LiveSetup:
        """`lang`, the tag of the person's browser, holds where the model needs a language and none is set."""
        own = {name: value for name in SAME_NAME if (value := getattr(self, name)) not in ("", None)}
        setup = replace(
            configured_setup(),
            **own,
            text_wanted=text_wanted or self.modality == Modality.TEXT,
            safety=self._safety(),
            vocabulary=tuple(filter(None, map(str.strip, self.vocabulary.splitlines()))),
            transcription_languages=tuple(self.transcription_languages.replace(",", " ").split()),
        )
        return in_language(setup, lang)

    def _safety(self) -> tuple[tuple[str, str], ...]:
        thresholds = (
            (category, getattr(self, f"safety_{category.lower()}")) for category in SAFETY_CATEGORIES
        )
        return tuple(
            (types.HarmCategory(f"HARM_CATEGORY_{category}").value, threshold)
            for category, threshold in thresholds
            if threshold
        )


def in_language(setup: LiveSetup, lang: str) -> LiveSetup:
    """With the person's language where the model needs one and none is set."""
    model = capabilities_of(setup.model)
    if setup.language or model is None or model.language is not Language.NEEDED:
        return setup
    return replace(setup, language=spoken_language(lang))
