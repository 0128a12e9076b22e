"""Guided dialogues that end in a verdict, a list of papers or a letter; their words are content."""
