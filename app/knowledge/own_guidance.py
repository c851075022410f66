"""An organisation's own guidance: documents come in as files, are kept as passages, and are cited like the rest."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.knowledge.documents import Document, read_document_async
from app.knowledge.index import chunk
from app.knowledge.own_documents import OwnDocument, OwnDocuments, OwnPassage
from app.knowledge.passages import cut
from app.knowledge.retrieval import GuidanceKnowledge


@dataclass(frozen=True)
class Addition:
    """What became of a file.

    Attributes:
        document: As it is kept; where nothing was changed, the one that is there with the same content.
        outcome: Whether it is new, has taken the place of another one of its name, or was there, byte for byte.
    """

    document: OwnDocument
    outcome: Literal["added", "replaced", "unchanged"]


class OwnGuidance:
    """The documents of a workspace and the searches that find them.

    Args:
        documents: Where they are kept.
        knowledge: That of the same workspace, which tells what a passage is about.
        now: Tells the time.
    """

    def __init__(self, documents: OwnDocuments, knowledge: GuidanceKnowledge, now: Callable[[], datetime]) -> None:
        self._documents = documents
        self._knowledge = knowledge
        self._now = now

    @property
    def workspace(self) -> str:
        """Whose guidance it is."""
        return self._documents.workspace

    def documents(self) -> tuple[OwnDocument, ...]:
        """All that are kept, by name."""
        return self._documents.all()

    async def add(
        self, name: str, content: bytes, progress: Callable[[int, int], None] = lambda done, total: None
    ) -> Addition:
        """Reads a file and keeps it; from then on every search of its workspace finds it, in every process.

        Args:
            name: Of the file; folders before it do not count.
            content: All of it.
            progress: Told, from whatever thread, how many passages of how many are worked on.

        Raises:
            DocumentRefused: It cannot be read; the sentence says why and names it.
            InputRefused: There is no room for it.
            GatewiseError: The index or the disk fails.
        """
        digest = hashlib.sha256(content).hexdigest()
        if (there := self._same(name, digest)) is not None:
            return Addition(there, "unchanged")
        document = await read_document_async(name, content)
        if (there := self._same(document.name, digest)) is not None:
            return Addition(there, "unchanged")
        return await asyncio.to_thread(self._keep, document, progress)

    def remove(self, wanted: str) -> OwnDocument:
        """Removes the document of a name or an id, for good; NotFound if there is none."""
        return self._documents.remove(wanted)

    def refresh(self) -> None:
        """Builds the index of what there is now, so that no search has to; blocks until that is done."""
        self._knowledge.refresh()

    def _same(self, name: str, digest: str) -> OwnDocument | None:
        """The document that has the same content: that of the same name, or any where none has the name."""
        documents = self._documents.all()
        own = [d for d in documents if d.name == name] or documents
        return next((d for d in own if d.sha256 == digest), None)

    def _keep(self, document: Document, progress: Callable[[int, int], None]) -> Addition:
        passages = tuple(OwnPassage(heading=p.heading, place=p.place, text=p.text, criteria={}) for p in cut(document))
        own = OwnDocument(
            name=document.name,
            media_type=document.media_type,
            sha256=document.sha256,
            added_at=self._now(),
            notes=document.notes,
            passages=passages,
        )
        texts = [chunk(piece) for piece, _ in own.pieces(self.workspace)]
        subjects = self._knowledge.subjects_of(texts, progress)
        told = zip(passages, subjects, strict=True)
        own = own.model_copy(update={"passages": tuple(p.model_copy(update={"criteria": s}) for p, s in told)})
        return Addition(own, "replaced" if self._documents.put(own) else "added")
