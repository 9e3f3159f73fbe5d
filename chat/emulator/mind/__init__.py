"""A small honest conversationalist: what the emulator answers with."""

from chat.emulator.mind.mind import Mind

__all__ = ["Mind"]
