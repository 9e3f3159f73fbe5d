"""Google's own words for what an assistant may be set to, with ours beside them.

https://ai.google.dev/api/live
"""

from __future__ import annotations

from django.db.models import TextChoices

SAFETY_CATEGORIES = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")


class Modality(TextChoices):
    AUDIO = "AUDIO", "aloud, with captions"
    TEXT = "TEXT", "in writing only"


class StartSensitivity(TextChoices):
    HIGH = "START_SENSITIVITY_HIGH", "high: speech begins soon"
    LOW = "START_SENSITIVITY_LOW", "low: in a noisy room"


class EndSensitivity(TextChoices):
    HIGH = "END_SENSITIVITY_HIGH", "high: speech ends soon"
    LOW = "END_SENSITIVITY_LOW", "low: for those who pause to think"


class TurnCoverage(TextChoices):
    ONLY_ACTIVITY = "TURN_INCLUDES_ONLY_ACTIVITY", "speech, and the pictures during it"
    ALL_INPUT = "TURN_INCLUDES_ALL_INPUT", "all sound and all pictures"
    AUDIO_ACTIVITY_AND_ALL_VIDEO = "TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO", "speech, and all pictures"


class MediaResolution(TextChoices):
    LOW = "MEDIA_RESOLUTION_LOW", "low: 64 tokens a picture"
    MEDIUM = "MEDIA_RESOLUTION_MEDIUM", "medium: 256 tokens"
    HIGH = "MEDIA_RESOLUTION_HIGH", "high: 256 tokens, zoomed in"


class ThinkingLevel(TextChoices):
    MINIMAL = "MINIMAL", "minimal"
    LOW = "LOW", "low"
    MEDIUM = "MEDIUM", "medium"
    HIGH = "HIGH", "high"


class SafetyThreshold(TextChoices):
    OFF = "OFF", "not filtered"
    NONE = "BLOCK_NONE", "nothing blocked"
    HIGH = "BLOCK_ONLY_HIGH", "blocked when very likely"
    MEDIUM = "BLOCK_MEDIUM_AND_ABOVE", "blocked when likely"
    LOW = "BLOCK_LOW_AND_ABOVE", "blocked when at all likely"
