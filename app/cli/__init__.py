"""The same services, headless: thin commands for scripts and for machines without a display."""
