"""A Gemini Live server for any client, offline: `python -m chat.emulator`.

It knows the service's wire (chat.gemini.wire) and nothing of the relay.
"""
