"""Assistants as an operator sets them up, and what the model they ask for can't do, told at its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from chat.admin.assistant_form import AssistantForm
from chat.configuration import configured_setup
from chat.gemini.capabilities import capabilities_of
from chat.models import Assistant

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Assistant]
else:
    Base = admin.ModelAdmin

THE_SERVERS = "the server's"


@admin.register(Assistant)
class AssistantAdmin(Base):
    form = AssistantForm
    list_display = (
        "name",
        "said_of_it",
        "answered_by",
        "voice_name",
        "default",
        "enabled",
        "order",
        "try_it",
    )
    list_editable = ("enabled", "order")
    search_fields = ("name", "slug", "description")
    ordering = ("order", "name")
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("try_it",)
    save_as = True
    view_on_site = False
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", ("enabled", "default"), "order", "try_it")}),
        (
            "Character",
            {"fields": ("system_instruction", "greeting", "modality", ("voice", "language"))},
        ),
        (
            "Model",
            {"fields": ("model", ("thinking_level", "thinking_budget"))},
        ),
        (
            "Taking turns",
            {
                "fields": (
                    "push_to_talk",
                    ("start_sensitivity", "end_sensitivity"),
                    ("prefix_padding_ms", "silence_ms"),
                    "interruptible",
                    "proactive_audio",
                    "affective_dialog",
                )
            },
        ),
        ("What is heard", {"fields": ("transcription_languages", "vocabulary")}),
        ("Tools", {"fields": ("tools", "search")}),
        (
            "Pictures and memory",
            {
                "classes": ("collapse",),
                "fields": (
                    ("media_resolution", "turn_coverage"),
                    "compression",
                    ("compression_trigger_tokens", "compression_target_tokens"),
                ),
            },
        ),
        (
            "How it chooses its words",
            {"classes": ("collapse",), "fields": (("temperature", "top_p"), ("max_output_tokens", "seed"))},
        ),
        (
            "Safety filters",
            {
                "classes": ("collapse",),
                "description": "What Google blocks of what is said. Empty: Google's own default.",
                "fields": (
                    ("safety_harassment", "safety_hate_speech"),
                    ("safety_sexually_explicit", "safety_dangerous_content"),
                ),
            },
        ),
    )

    class Media:
        css = {"all": ("css/admin-assistants.css",)}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": "Assistants"} | (extra_context or {}))

    @admin.display(description="description")
    def said_of_it(self, assistant: Assistant) -> str:
        return assistant.description or "–"

    @admin.display(description="model", ordering="model")
    def answered_by(self, assistant: Assistant) -> str:
        return assistant.model or f"{configured_setup().model} ({THE_SERVERS})"

    @admin.display(description="voice", ordering="voice")
    def voice_name(self, assistant: Assistant) -> str:
        return assistant.voice or f"{configured_setup().voice or 'the model’s'} ({THE_SERVERS})"

    @admin.display(description="on the page")
    def try_it(self, assistant: Assistant) -> str:
        if not assistant.pk or not assistant.enabled:
            return "Save it, enabled, to try it."
        return format_html('<a href="{}" target="_blank">Try on the page</a>', assistant.get_absolute_url())

    def save_model(self, request: HttpRequest, obj: Assistant, form: ModelForm[Any], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.model and capabilities_of(obj.model) is None:
            messages.warning(
                request,
                f"Nothing is known here of the model {obj.model}, so nothing was checked against it:"
                " try a talk before others do.",
            )
