"""Whether a service of Gemini Live does what livechat builds on: a checklist of about a minute.

words       what the probe says and declares
asked       the setups it is about: the settings' own, and that of each assistant
course      one run at one service: its connections, and every message that came
facts       what a run of messages was like, in words that can be compared
points/     the checks; each tells in a sentence what it saw, or raises PointFailed
checklist   their order, their time limits and what came of them
comparing   where two services differ
golden      one sample of each kind of message, redacted
report      what is printed
"""
