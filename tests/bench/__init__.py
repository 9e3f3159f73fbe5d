"""livechat beside the relays that it is measured by: `make bench`, of which docs/performance.md tells."""
