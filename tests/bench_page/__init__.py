"""The page in a real browser, with figures: `make bench-page`, of which docs/performance-page.md tells."""
