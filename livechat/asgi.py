"""The application, for any ASGI server: `python -m livechat.serve`, `daphne livechat.asgi:application`."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "livechat.settings")
http = get_asgi_application()

# Django is set up above, which their models need.
from chat.consumers import ChatConsumer  # noqa: E402
from chat.lifespan import lifespan  # noqa: E402
from chat.tutorial import TutorialConsumer  # noqa: E402
from livechat.gate import OriginGate, SessionUser, deny  # noqa: E402
from livechat.interpreter import keep_pauses_short  # noqa: E402

sockets = URLRouter(
    [
        path("ws/chat/", ChatConsumer.as_asgi()),
        path("", TutorialConsumer.as_asgi()),
        re_path("", deny),  # type: ignore[arg-type]  # an ASGI application, as URLRouter wants
    ]
)

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": OriginGate(CookieMiddleware(SessionUser(sockets))),
        "lifespan": lifespan,
    }
)
keep_pauses_short()
