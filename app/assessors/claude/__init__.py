"""The assessor that asks Claude: structured readings, streamed prose, a cached prefix, an account of every call."""

from app.assessors.claude.assessor import ClaudeAssessor
from app.assessors.claude.client import Client, Endpoint
from app.assessors.claude.redaction import Redaction

__all__ = ["ClaudeAssessor", "Client", "Endpoint", "Redaction"]
