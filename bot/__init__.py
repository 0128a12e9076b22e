"""Kinébot: an asynchronous Telegram bot that informs patients about physiotherapy in France."""
