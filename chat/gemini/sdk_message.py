"""The SDK's types as those of the wire, and back."""

from __future__ import annotations

from google.genai import types

from chat.gemini.wire import (
    FunctionCall,
    FunctionResponse,
    Grounding,
    Resumption,
    ServerMessage,
    Source,
    Tokens,
    parse_duration,
)


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
        thought="".join(part.text for part in parts if part.text and part.thought),
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
        calls=_calls(message.tool_call),
        cancelled_calls=tuple(message.tool_call_cancellation.ids or ())
        if message.tool_call_cancellation
        else (),
        grounding=_grounding(content.grounding_metadata),
        interaction=content.interaction_status.value if content.interaction_status else "",
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
        tool_use_total=usage.tool_use_prompt_token_count or 0,
        thoughts=usage.thoughts_token_count or 0,
        prompt=_details(usage.prompt_tokens_details),
        response=_details(usage.response_tokens_details),
        tool_use=_details(usage.tool_use_prompt_tokens_details),
    )


def _details(details: list[types.ModalityTokenCount] | None) -> tuple[tuple[str, int], ...]:
    return tuple(
        (each.modality.value if each.modality else "", each.token_count or 0) for each in details or ()
    )


def _calls(tool_call: types.LiveServerToolCall | None) -> tuple[FunctionCall, ...]:
    calls = (tool_call.function_calls or []) if tool_call else []
    return tuple(FunctionCall(call.id or "", call.name or "", dict(call.args or {})) for call in calls)


def _grounding(metadata: types.GroundingMetadata | None) -> Grounding | None:
    if metadata is None:
        return None
    pages = [chunk.web for chunk in metadata.grounding_chunks or () if chunk.web]
    grounding = Grounding(
        sources=tuple(Source(page.title or "", page.uri) for page in pages if page.uri),
        queries=tuple(metadata.web_search_queries or ()),
        suggestions=(metadata.search_entry_point.rendered_content or "")
        if metadata.search_entry_point
        else "",
    )
    return grounding if grounding != Grounding() else None


def sdk_response(response: FunctionResponse) -> types.FunctionResponse:
    return types.FunctionResponse(
        id=response.id,
        name=response.name,
        response=response.response,
        scheduling=types.FunctionResponseScheduling(response.scheduling.value)
        if response.scheduling
        else None,
        will_continue=response.will_continue or None,
    )
