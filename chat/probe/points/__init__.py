"""The checks: each is given a course, tells in a sentence what it saw, and keeps facts of it.

Each raises PointFailed, NotTried or UpstreamError.
"""
