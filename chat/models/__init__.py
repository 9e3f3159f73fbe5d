"""The rows of livechat: whom one talks with, what was talked about, what it cost, who may come in."""

from chat.models.assistant import Assistant
from chat.models.conversation import Conversation
from chat.models.lease import Lease, Worker
from chat.models.price import Price
from chat.models.usage_line import UsageLine
from chat.models.utterance import Utterance
from chat.people.models import AccessToken, Ticket

__all__ = [
    "AccessToken",
    "Assistant",
    "Conversation",
    "Lease",
    "Price",
    "Ticket",
    "UsageLine",
    "Utterance",
    "Worker",
]
