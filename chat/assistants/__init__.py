"""Whom a conversation is held with: rows of the admin, turned into what is asked of the model.

choosing  the assistant a browser names, or the default
switch    another one in the middle of a talk
sample    a sentence in an assistant's voice
"""
