"""An operator ends conversations, from the list or from the page of one."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from chat.admin.filters import ModelAdmin
from chat.leases.ending import Ending, end_conversation
from chat.models import Conversation

TOLD = {
    Ending.ASKED: (messages.SUCCESS, "The talk is being ended. Load this page again in a moment."),
    Ending.CLOSED: (messages.SUCCESS, "The talk is ended."),
    Ending.OVER: (messages.INFO, "The talk was over already."),
}


class EndingAdmin(ModelAdmin):
    """For those with the permission `chat.end_conversation`."""

    actions = ("end_conversations",)

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("chat.end_conversation")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.end_view)
        return [path("<uuid:conversation>/end/", view, name="chat_conversation_end"), *super().get_urls()]

    def end_view(self, request: HttpRequest, conversation: UUID) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_end_permission(request):
            raise PermissionDenied
        if not Conversation.objects.filter(pk=conversation).exists():
            raise Http404
        level, words = TOLD[end_conversation(conversation)]
        self.message_user(request, words, level)
        return redirect(reverse("admin:chat_conversation_change", args=[conversation]))

    @admin.action(description="End the chosen talks", permissions=["end"])
    def end_conversations(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> None:
        count = Counter(end_conversation(row.pk) for row in queryset)
        ended = count[Ending.ASKED] + count[Ending.CLOSED]
        over = f" {count[Ending.OVER]} were over already." if count[Ending.OVER] else ""
        self.message_user(request, f"Ended: {ended}.{over}", messages.SUCCESS if ended else messages.INFO)
