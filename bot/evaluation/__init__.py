"""Scoring the engine on labelled messages and amounts: the figures of `kinebot eval`."""
