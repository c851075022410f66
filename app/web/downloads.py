"""Assessments as files to keep."""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterator
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from app.bootstrap import Application
from app.domain.assessment import Assessment
from app.domain.brand import Brand
from app.errors import GatewiseError, InputRefused, NotFound
from app.ports import ReportOptions
from app.reports import FORMATS
from app.web.visitors import person_of

log = logging.getLogger(__name__)

Own = Callable[[str, str], Awaitable[Assessment]]
"""An assessment of a person's, by its id; NotFound for what is not there and for what belongs to others alike."""

AT_ONCE = 2
"""Documents that are made at the same time; others wait, so that the conversations go on meanwhile."""
STRETCH = 64 * 1024
"""Bytes that are sent at a time."""
FAULT = "This is a fault in Gatewise itself: the document could not be made. Another format may work."


def downloads(application: Application, own: Own, brand: Callable[[], Brand] | None = None) -> APIRouter:
    """The route `/export/ASSESSMENT.FORMAT`; with `?names=no` nobody is named.

    Args:
        application: The parts.
        own: Who may have what.
        brand: Whose the documents are; the brand of the settings if not given.
    """
    router = APIRouter()
    room = asyncio.Semaphore(AT_ONCE)

    @router.get("/export/{identifier}.{format_name}")
    async def export(request: Request, identifier: str, format_name: str) -> Response:
        person = person_of(request)
        if person is None:
            return PlainTextResponse("Log in first, then open this link again.", 401)
        if format_name not in FORMATS:
            return PlainTextResponse(f"There is no such format; the formats are {', '.join(FORMATS)}.", 404)
        try:
            assessment = await own(person, identifier)
        except NotFound:
            return PlainTextResponse("There is no such assessment, or it is not yours.", 404)

        def made() -> ReportOptions:
            nameless = request.query_params.get("names") == "no"
            return ReportOptions(brand() if brand else application.branding[0], anonymous=nameless)

        try:
            async with room:
                document = await asyncio.to_thread(lambda: application.document(assessment, format_name, made()))
        except InputRefused as error:
            return PlainTextResponse(f"{FORMATS[format_name].label}: {reason(error)}", 400)
        except GatewiseError as error:
            return PlainTextResponse(f"{error}.", 503)
        except Exception:
            log.exception("a document (%s) of assessment %s could not be made", format_name, identifier)
            return PlainTextResponse(FAULT, 500)
        headers = {
            "Content-Disposition": disposition(document.name),
            "Content-Length": str(len(document.content)),
        }
        return StreamingResponse(stretches(document.content), media_type=document.media_type, headers=headers)

    return router


def stretches(content: bytes) -> Iterator[memoryview]:
    """The content, a stretch at a time."""
    view = memoryview(content)
    return (view[start : start + STRETCH] for start in range(0, len(view), STRETCH))


def reason(error: Exception) -> str:
    """What an error says, as a sentence, without the name of the thing that it begins with."""
    said = str(error).partition(": ")[2] or str(error)
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."


def disposition(name: str) -> str:
    """The header that names the file: in ASCII for all, and in full after RFC 6266 for those who can.

    Args:
        name: As `reports.names.file_name` makes it: letters and digits of any script, dashes and an ending.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"-+", "-", plain).replace("-.", ".")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
