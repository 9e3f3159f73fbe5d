"""The relays that livechat is measured by, each a process: `python -m tests.bench.relays.NAME`."""
