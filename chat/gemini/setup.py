"""What a conversation asks of the model before its first word."""

from __future__ import annotations

from dataclasses import dataclass

from google.genai import types

from chat.gemini.capabilities import Proactivity, capabilities_of


@dataclass(frozen=True, slots=True)
class LiveSetup:
    """What is empty or None is not sent: the model's own default holds.

    Enumerations are Google's own words. https://ai.google.dev/api/live#BidiGenerateContentSetup
    """

    model: str
    voice: str = ""
    language: str = ""
    """BCP 47."""
    system_instruction: str = ""
    text_wanted: bool = False
    """The answer is to be read: TEXT where the model has it, else the transcription of its speech."""

    temperature: float | None = None
    top_p: float | None = None
    max_output_tokens: int | None = None
    seed: int | None = None
    safety: tuple[tuple[str, str], ...] = ()
    """HarmCategory and HarmBlockThreshold."""

    push_to_talk: bool = False
    """The person's side marks where speech begins and ends; the model does not listen for it."""
    start_sensitivity: str = ""
    end_sensitivity: str = ""
    prefix_padding_ms: int | None = None
    silence_ms: int | None = 500
    """How long a pause ends what the person says."""
    interruptible: bool = True
    """The model falls silent when the person begins to speak."""
    turn_coverage: str = ""
    media_resolution: str = ""

    vocabulary: tuple[str, ...] = ()
    """Words to listen for."""
    transcription_languages: tuple[str, ...] = ()

    thinking_level: str = ""
    thinking_budget: int | None = None
    """Tokens; 0 for none, -1 for as many as the model likes."""
    proactive_audio: bool | None = None
    """The model may stay silent when it is not spoken to."""
    affective_dialog: bool = False
    """The model takes its tone from the person's."""

    compression: bool = True
    """The oldest turns are let go when the context grows full; without it the talk ends there."""
    compression_trigger_tokens: int | None = None
    compression_target_tokens: int | None = None

    functions: tuple[types.FunctionDeclaration, ...] = ()
    """What the model may call."""
    search: bool = False
    """Grounding with Google Search."""

    @property
    def answers_in_text(self) -> bool:
        model = capabilities_of(self.model)
        return self.text_wanted and model is not None and "TEXT" in model.modalities

    @property
    def may_stay_silent(self) -> bool:
        """The model may choose not to answer what it hears. https://ai.google.dev/api/live#ProactivityConfig"""
        known = capabilities_of(self.model)
        always = known is not None and known.proactivity is Proactivity.ALWAYS
        return always or bool(self.proactive_audio)

    def config(self, handle: str = "") -> types.LiveConnectConfig:
        """`handle` resumes a session; without one a new session begins, which tells its handles."""
        spoken = not self.answers_in_text
        return types.LiveConnectConfig(
            response_modalities=[types.Modality.AUDIO if spoken else types.Modality.TEXT],
            speech_config=self._speech() if spoken else None,
            system_instruction=_content(self.system_instruction),
            temperature=self.temperature,
            top_p=self.top_p,
            max_output_tokens=self.max_output_tokens,
            seed=self.seed,
            safety_settings=self._safety(),
            media_resolution=types.MediaResolution(self.media_resolution) if self.media_resolution else None,
            thinking_config=self._thinking(),
            enable_affective_dialog=self.affective_dialog or None,
            proactivity=None
            if self.proactive_audio is None
            else types.ProactivityConfig(proactive_audio=self.proactive_audio),
            input_audio_transcription=self._transcription(vocabulary=self.vocabulary),
            output_audio_transcription=self._transcription() if spoken else None,
            realtime_input_config=self._realtime_input(),
            session_resumption=types.SessionResumptionConfig(handle=handle or None),
            context_window_compression=self._compression(),
            tools=self._tools() or None,
        )

    def _speech(self) -> types.SpeechConfig | None:
        if not self.voice and not self.language:
            return None
        prebuilt = types.PrebuiltVoiceConfig(voice_name=self.voice)
        return types.SpeechConfig(
            voice_config=types.VoiceConfig(prebuilt_voice_config=prebuilt) if self.voice else None,
            language_code=self.language or None,
        )

    def _safety(self) -> list[types.SafetySetting] | None:
        return [
            types.SafetySetting(
                category=types.HarmCategory(category), threshold=types.HarmBlockThreshold(threshold)
            )
            for category, threshold in self.safety
        ] or None

    def _thinking(self) -> types.ThinkingConfig | None:
        if not self.thinking_level and self.thinking_budget is None:
            return None
        return types.ThinkingConfig(
            thinking_level=types.ThinkingLevel(self.thinking_level) if self.thinking_level else None,
            thinking_budget=self.thinking_budget,
        )

    def _transcription(self, vocabulary: tuple[str, ...] = ()) -> types.AudioTranscriptionConfig:
        return types.AudioTranscriptionConfig(
            language_codes=list(self.transcription_languages) or None,
            custom_vocabulary=list(vocabulary) or None,
        )

    def _realtime_input(self) -> types.RealtimeInputConfig:
        return types.RealtimeInputConfig(
            automatic_activity_detection=self._detection(),
            activity_handling=None if self.interruptible else types.ActivityHandling.NO_INTERRUPTION,
            turn_coverage=types.TurnCoverage(self.turn_coverage) if self.turn_coverage else None,
        )

    def _detection(self) -> types.AutomaticActivityDetection:
        if self.push_to_talk:
            return types.AutomaticActivityDetection(disabled=True)
        start, end = self.start_sensitivity, self.end_sensitivity
        return types.AutomaticActivityDetection(
            start_of_speech_sensitivity=types.StartSensitivity(start) if start else None,
            end_of_speech_sensitivity=types.EndSensitivity(end) if end else None,
            prefix_padding_ms=self.prefix_padding_ms,
            silence_duration_ms=self.silence_ms,
        )

    def _compression(self) -> types.ContextWindowCompressionConfig | None:
        if not self.compression:
            return None
        return types.ContextWindowCompressionConfig(
            trigger_tokens=self.compression_trigger_tokens,
            sliding_window=types.SlidingWindow(target_tokens=self.compression_target_tokens),
        )

    def _tools(self) -> types.ToolListUnion:
        tools: types.ToolListUnion = [types.Tool(google_search=types.GoogleSearch())] if self.search else []
        if self.functions:
            tools.append(types.Tool(function_declarations=list(self.functions)))
        return tools


def _content(text: str) -> types.Content | None:
    return types.Content(role="user", parts=[types.Part(text=text)]) if text else None
