"""The operator's view."""

from django.contrib import admin

from chat.admin.conversations import ConversationAdmin
from chat.people import admin as people

admin.site.site_header = "livechat"
admin.site.site_title = "livechat"
admin.site.index_title = "What was said, and who may come in"

__all__ = ["ConversationAdmin", "people"]
