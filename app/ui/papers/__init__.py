"""Shared papers (共用材料): what the checklist and their own page show of them."""
