"""Documents that fill the checklist: kept first, then read, then reviewed by the person who gave them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from app.domain.admission import judged
from app.domain.assessment import Assessment
from app.domain.conversation import conversation
from app.domain.quotes import Quote, locate
from app.domain.records import (
    Attachment,
    Choice,
    DocumentReading,
    Finding,
    Grade,
    Source,
    SourceKind,
    Standing,
    Status,
    TextPlace,
    record_id,
)
from app.errors import GatewiseError
from app.interview.context import Context
from app.interview.events import DocumentKept, DocumentProgress, DocumentRead, DocumentRefused
from app.interview.standing_in import told_of_stand_in, usage
from app.ports import Document, DocumentFinding, Perusal, ToReadDocument

log = logging.getLogger(__name__)

HERE_ALREADY = "is here already, word for word, as “{name}”; nothing has changed"
UNREADABLE = "Something went wrong as I read this document. It is kept, and nothing was taken from it."


async def keep(
    context: Context, documents: Sequence[Document], covering: str = ""
) -> AsyncIterator[DocumentKept | DocumentRefused]:
    """Puts documents on record, before anything reads them; streams those, and those that are there already.

    Args:
        context: Of the turn.
        documents: As they were read to text.
        covering: What the person wrote with them; it stays with the first that is kept.
    """
    desk = context.desk
    for document in documents:
        given = (r for r in desk.assessment.records if isinstance(r, Attachment))
        same = next((a for a in given if a.sha256 == document.sha256), None)
        if same:
            yield DocumentRefused(document.name, HERE_ALREADY.format(name=same.name))
            continue
        attachment = Attachment(
            id=record_id(desk.assessment.id, document.sha256, "attachment"),
            at=context.clock.now(),
            speaker=context.participant,
            name=document.name,
            media_type=document.media_type,
            sha256=document.sha256,
            text=document.text,
            places=tuple(TextPlace(start=p.start, end=p.end, label=p.label) for p in document.places),
            notes=tuple(document.notes),
            covering=covering,
        )
        await desk.record([attachment], derived=False)
        covering = ""
        yield DocumentKept(attachment)


async def read_kept(context: Context) -> AsyncIterator[DocumentProgress | DocumentRead]:
    """Reads what was kept and not read, be it that the process died; what it says is proposed, and no more."""
    for attachment in conversation(context.desk.assessment, context.participant).unread_documents:
        to_read = ToReadDocument(context.desk.assessment.framework, attachment.name, attachment.text, attachment.places)
        shares: asyncio.Queue[float | None] = asyncio.Queue()
        reading = asyncio.create_task(_read(context, attachment, to_read, shares))
        try:
            while (share := await shares.get()) is not None:
                yield DocumentProgress(attachment.id, attachment.name, share)
            perusal = await reading
        finally:
            reading.cancel()
        records = _records(context.desk.assessment, attachment, perusal, context.clock.now())
        announced = told_of_stand_in(context)
        await context.desk.record([*records, *usage(context, attachment, "document", perusal.calls)])
        elements = {r.element for r in records if isinstance(r, Finding)}
        notice = "" if announced else perusal.notice
        notes = (*attachment.notes, *(sentence for sentence in (perusal.remark, notice) if sentence))
        yield DocumentRead(attachment.id, attachment.name, len(elements), notes)


async def _read(
    context: Context, attachment: Attachment, to_read: ToReadDocument, shares: asyncio.Queue[float | None]
) -> Perusal:
    """Has the assessor read a document; `shares` is told how far it has come, and None at the end.

    What the machine is to blame for goes up, and the document is read when it works again. What this very
    text brings about would come again at every try.
    """
    loop = asyncio.get_running_loop()

    def progress(share: float) -> None:  # called from a thread
        loop.call_soon_threadsafe(shares.put_nowait, share)

    try:
        return await context.assessor.read_document(to_read, progress=progress)
    except (GatewiseError, OSError):
        raise
    except Exception:
        log.exception("document %s could not be read", attachment.id)
        return Perusal((), context.assessor.stamp, UNREADABLE)
    finally:
        loop.call_soon(shares.put_nowait, None)


def _records(
    assessment: Assessment, attachment: Attachment, perusal: Perusal, at: datetime
) -> list[Finding | DocumentReading]:
    """What was found, as proposals, and that the document was read.

    A finding is left out if its quote does not stand in the document, if its element is not in the
    framework, if it speaks of another system, or if it says what is accepted of the element already.
    """
    records: list[Finding | DocumentReading] = []
    for ordinal, found in enumerate(perusal.findings):
        if not assessment.framework.has_element(found.element) or found.status is Status.UNKNOWN:
            continue
        quote = _quoted(found, attachment.text)
        status = judged(assessment.framework, found.element, found.status, found.basis)
        if quote is None or status is None or assessment.standings[found.element].choices == {Choice(status)}:
            continue
        records.append(
            Finding(
                id=record_id(assessment.id, attachment.id, "finding", found.element, ordinal),
                at=at,
                speaker=attachment.speaker,
                element=found.element,
                status=status,
                source=Source(kind=SourceKind.DOCUMENT, id=attachment.id),
                quote=quote,
                grade=found.grade if status is Status.EVIDENCED else Grade.ASSERTED,
                basis=found.basis,
                standing=Standing.PROPOSED,
                confidence=found.confidence,
                stamp=perusal.stamp,
            )
        )
    identifier = record_id(assessment.id, attachment.id, "document_reading")
    return [
        *records,
        DocumentReading(
            id=identifier, at=at, speaker=attachment.speaker, attachment=attachment.id, stamp=perusal.stamp
        ),
    ]


def _quoted(found: DocumentFinding, text: str) -> Quote | None:
    """The quote where the finding says that it stands, else wherever it does."""
    if 0 <= found.start < found.end and text[found.start : found.end] == found.quote:
        return Quote(text=found.quote, start=found.start, end=found.end)
    return locate(found.quote, text)
