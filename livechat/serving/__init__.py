"""Daphne's server with what it lacks: bounds both ways, a drain, lifespan events. Knows nothing of chat."""

import asyncio

import uvloop

# Daphne makes its loop as it is imported, by the policy of that moment, and installs Twisted's reactor on it:
# before any other import of Twisted. On this loop a message costs less, most of it in TLS towards the model.
policy = asyncio.get_event_loop_policy()
asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

import daphne.server  # noqa: E402, F401

asyncio.set_event_loop_policy(policy)
