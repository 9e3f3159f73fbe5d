"""The rows of livechat: what was talked about, and who may come in."""

from chat.models.conversation import Conversation
from chat.models.utterance import Utterance
from chat.people.models import AccessToken, Ticket

__all__ = ["AccessToken", "Conversation", "Ticket", "Utterance"]
