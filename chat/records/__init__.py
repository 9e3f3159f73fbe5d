"""The record of what was said, written and read off the media path.

thread   the threads that write to the database
opening  a conversation's row, when it begins
writer   its utterances as they are finished, and its account at the end
search   conversations by what was said in them
"""
