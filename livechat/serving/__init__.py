"""Daphne's server with what it lacks: bounds both ways, a drain, lifespan events. Knows nothing of chat."""

# Installs Twisted's reactor on an asyncio loop, which must come before any other import of Twisted. Not on
# uvloop's: it forgets a reset connection without telling Twisted (MagicStack/uvloop#552), which then leaks.
import daphne.server  # noqa: F401
