"""The embedded reader: no key, no network; where it is not sure, a person looks."""

from app.assessors.local.assessor import LocalAssessor

__all__ = ["LocalAssessor"]
