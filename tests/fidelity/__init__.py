"""Both official SDKs, as they are, run one list of behaviours against the emulator's process.

Each test is a point of the list and takes `sdk`, which is Python's google-genai once and JavaScript's
@google/genai once: what a session is told and what it hands over have the wire's names in either language.
"""
