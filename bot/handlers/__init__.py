"""Telegram: updates become incoming messages, replies become calls to the Bot API."""
