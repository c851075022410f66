"""Documents to text: what a person would read in a file, where it stands, and what was left out.

`read_document` does it in a process of its own; nothing in a file is run, fetched or followed.
"""

from app.knowledge.documents.document import Document, Limits, Place
from app.knowledge.documents.isolation import read_document, read_document_async

__all__ = ["Document", "Limits", "Place", "read_document", "read_document_async"]
