"""Gatewise: a conversational assessment of whether an AI pilot is ready for production."""

__version__ = "0.1.0"
