"""What a conversation asks of the model before its first word."""

from __future__ import annotations

from dataclasses import dataclass

from google.genai import types

MODELS_WITH_TEXT = frozenset(
    {"gemini-2.0-flash-exp", "gemini-2.0-flash-live-001", "gemini-live-2.5-flash-preview"}
)
"""The Live models that answer in TEXT; native-audio models, which all newer ones are, answer in AUDIO only.
https://ai.google.dev/gemini-api/docs/live-guide#response-modalities"""


@dataclass(frozen=True, slots=True)
class LiveSetup:
    model: str
    voice: str = ""
    system_instruction: str = ""
    silence_ms: int = 500
    """How long a pause ends what the person says."""
    text_wanted: bool = False
    """The answer is to be read: TEXT where the model has it, else the transcription of its speech."""

    @property
    def answers_in_text(self) -> bool:
        return self.text_wanted and self.model.removeprefix("models/") in MODELS_WITH_TEXT

    def config(self) -> types.LiveConnectConfig:
        """https://ai.google.dev/api/live#BidiGenerateContentSetup"""
        config = types.LiveConnectConfig(
            response_modalities=[types.Modality.TEXT if self.answers_in_text else types.Modality.AUDIO],
            input_audio_transcription=types.AudioTranscriptionConfig(),
            realtime_input_config=types.RealtimeInputConfig(
                automatic_activity_detection=types.AutomaticActivityDetection(
                    silence_duration_ms=self.silence_ms
                )
            ),
        )
        if not self.answers_in_text:
            config.output_audio_transcription = types.AudioTranscriptionConfig()
            if self.voice:
                config.speech_config = types.SpeechConfig(
                    voice_config=types.VoiceConfig(
                        prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name=self.voice)
                    )
                )
        if self.system_instruction:
            config.system_instruction = types.Content(
                role="user", parts=[types.Part(text=self.system_instruction)]
            )
        return config
