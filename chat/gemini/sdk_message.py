"""The SDK's LiveServerMessage as a ServerMessage."""

from __future__ import annotations

from google.genai import types

from chat.gemini.wire import Resumption, ServerMessage, Tokens, parse_duration


def server_message_of(message: types.LiveServerMessage) -> ServerMessage:
    content = message.server_content or types.LiveServerContent()
    parts = (content.model_turn.parts or []) if content.model_turn else []
    resumption = message.session_resumption_update
    return ServerMessage(
        speech=b"".join(
            part.inline_data.data
            for part in parts
            if part.inline_data
            and part.inline_data.data
            and (part.inline_data.mime_type or "").startswith("audio/")
        ),
        text="".join(part.text for part in parts if part.text and not part.thought),
        input_transcription=_transcription(content.input_transcription),
        output_transcription=_transcription(content.output_transcription),
        interrupted=bool(content.interrupted),
        generation_complete=bool(content.generation_complete),
        turn_complete=bool(content.turn_complete),
        turn_complete_reason=content.turn_complete_reason.value if content.turn_complete_reason else "",
        tokens=_tokens(message.usage_metadata),
        go_away_s=parse_duration(message.go_away.time_left or "0s") if message.go_away else None,
        resumption=Resumption(resumption.new_handle or "", bool(resumption.resumable))
        if resumption
        else None,
        activity=_activity(message.voice_activity),
    )


def _transcription(transcription: types.Transcription | None) -> str:
    return (transcription.text or "") if transcription else ""


def _activity(activity: types.VoiceActivity | None) -> str:
    kind = activity.voice_activity_type if activity else None
    return kind.value if kind else ""


def _tokens(usage: types.UsageMetadata | None) -> Tokens | None:
    if usage is None:
        return None
    return Tokens(
        prompt_total=usage.prompt_token_count or 0,
        response_total=usage.response_token_count or 0,
        total=usage.total_token_count or 0,
        prompt=_details(usage.prompt_tokens_details),
        response=_details(usage.response_tokens_details),
    )


def _details(details: list[types.ModalityTokenCount] | None) -> tuple[tuple[str, int], ...]:
    return tuple(
        (each.modality.value if each.modality else "", each.token_count or 0) for each in details or ()
    )
