"""Daphne's server with what it lacks: bounds both ways, a drain, lifespan events. Knows nothing of chat."""

# Installs Twisted's reactor on an asyncio loop, which must come before any other import of Twisted.
import daphne.server  # noqa: F401
