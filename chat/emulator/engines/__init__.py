"""What the emulator hears, speaks and detects with: one file for each optional package."""
