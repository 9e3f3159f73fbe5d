"""The operator's view."""

from django.contrib import admin

from chat.admin.assistants import AssistantAdmin
from chat.admin.conversations import ConversationAdmin
from chat.admin.prices import PriceAdmin
from chat.people import admin as people

admin.site.site_header = "livechat"
admin.site.site_title = "livechat"
admin.site.index_title = "What was said, and who may come in"

__all__ = ["AssistantAdmin", "ConversationAdmin", "PriceAdmin", "people"]
