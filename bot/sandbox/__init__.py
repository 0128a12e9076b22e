"""A local Bot API and a chat page, to try and test the real bot without a token."""
