"""Conversations as an operator reads them: nothing here can be written, only ended and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime

from chat.admin.ending import EndingAdmin
from chat.admin.filters import DayFilter, OwnerFilter
from chat.admin.liveness import with_liveness
from chat.admin.thread import clock, entries, figures
from chat.admin.usage import cost_together, usage
from chat.models import Conversation, Lease, Utterance
from chat.models.usage_line import DIRECTION_LABELS
from chat.money import money
from chat.records.search import SNIPPET_CHARS, parse_terms, said_in, snippet, with_hit, with_public_id


@admin.register(Conversation)
class ConversationAdmin(EndingAdmin):
    """Deleting is left to those with Django's permission for it: a person may ask to be forgotten."""

    list_display = (
        "started",
        "who",
        "said",
        "length",
        "how_it_ended",
        "number_of_turns",
        "tokens",
        "price",
        "answered_by",
    )
    list_display_links = ("started",)
    list_filter = (("started_at", DayFilter), OwnerFilter, "outcome", "endpoint", "kept")
    list_per_page = 50
    date_hierarchy = "started_at"
    ordering = ("-started_at",)
    search_fields = ("utterances__text",)
    search_help_text = (
        'Words that were said, in any order; "quoted words" in just that order. Or a conversation\'s id.'
    )
    show_full_result_count = False

    class Media:
        css = {"all": ("css/admin-thread.css", "css/admin-usage.css")}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Conversation | None = None) -> bool:
        return False

    # The list

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        page = super().changelist_view(request, {"title": "Conversations"} | (extra_context or {}))
        if isinstance(page, TemplateResponse) and page.context_data and "cl" in page.context_data:
            page.context_data["cost_together"] = cost_together(page.context_data["cl"].queryset)
        return page

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        first = Utterance.objects.filter(conversation=OuterRef("pk")).order_by("sequence")
        return with_liveness(
            super()
            .get_queryset(request)
            .select_related("owner")
            .annotate(first_words=Subquery(first.values("text")[:1]))
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Conversation], search_term: str
    ) -> tuple[QuerySet[Conversation], bool]:
        by_id = with_public_id(queryset, search_term)
        if by_id is not None:
            return by_id, False
        terms = parse_terms(search_term)
        if not terms:
            return queryset, False
        found = with_hit(said_in(queryset, terms), terms)
        return found.annotate(searched=Value(search_term)), False

    @admin.display(ordering="started_at")
    def started(self, conversation: Conversation) -> str:
        return date_format(localtime(conversation.started_at), "j M Y, H:i")

    @admin.display(ordering="owner__username")
    def who(self, conversation: Conversation) -> str:
        return conversation.owner_name

    @admin.display
    def said(self, conversation: Conversation) -> str:
        """The first words, or what was searched for, with a link to where it was said."""
        hit = getattr(conversation, "hit_text", None)
        text = hit or getattr(conversation, "first_words", None) or ""
        terms = parse_terms(getattr(conversation, "searched", ""))
        return render_to_string(
            "admin/chat/conversation/said.html",
            {
                "conversation": conversation,
                "hit": hit is not None,
                "pieces": snippet(text, terms) if hit else None,
                "first_words": Truncator(text).chars(SNIPPET_CHARS),
            },
        )

    @admin.display
    def length(self, conversation: Conversation) -> str:
        return clock(conversation.duration)

    @admin.display(ordering="outcome")
    def how_it_ended(self, conversation: Conversation) -> str:
        return render_to_string("admin/chat/conversation/outcome.html", {"conversation": conversation})

    @admin.display(description="turns", ordering="turns")
    def number_of_turns(self, conversation: Conversation) -> str:
        return "–" if conversation.live else intcomma(conversation.turns)

    @admin.display(ordering="total_tokens")
    def tokens(self, conversation: Conversation) -> str:
        return "–" if conversation.live else intcomma(conversation.total_tokens)

    @admin.display(description="cost", ordering="cost")
    def price(self, conversation: Conversation) -> str:
        return "–" if conversation.live else money(conversation.cost, conversation.currency)

    @admin.display(ordering="model")
    def answered_by(self, conversation: Conversation) -> str:
        return f"{conversation.model} ({conversation.endpoint})"

    # One conversation

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        conversation: Conversation = context["original"]
        context |= {
            "title": f"Talk of {conversation.owner_name}",
            "subtitle": None,
            "conversation": conversation,
            "length": clock(conversation.duration),
            "entries": entries(conversation),
            "figures": figures(conversation),
            "usage": usage(conversation),
            "usage_columns": DIRECTION_LABELS.values(),
            "has_end_permission": self.has_end_permission(request),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def get_deleted_objects(
        self, objs: Sequence[Conversation] | QuerySet[Conversation], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Names the conversations alone, not each of their utterances; the counts are of both."""
        _, counts, missing, protected = super().get_deleted_objects(objs, request)
        counts.pop(str(Lease._meta.verbose_name_plural), None)
        return [str(conversation) for conversation in objs], counts, missing, protected

    def delete_model(self, request: HttpRequest, obj: Conversation) -> None:
        self.delete_queryset(request, Conversation.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> None:
        """Waits for what is being written to those that are live, as every writer does for the others."""
        chosen = Conversation.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        with transaction.atomic():
            list(chosen.select_for_update().order_by("pk").values_list("pk"))
            chosen.delete()
