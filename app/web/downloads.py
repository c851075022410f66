"""Assessments as files to keep."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from app.bootstrap import Application
from app.domain.assessment import Assessment
from app.errors import NotFound
from app.reports import FORMATS
from app.web.visitors import person_of

Own = Callable[[str, str], Awaitable[Assessment]]
"""An assessment of a person's, by its id; NotFound for what is not there and for what belongs to others alike."""


def downloads(application: Application, own: Own) -> APIRouter:
    """The route `/export/ASSESSMENT.FORMAT`."""
    router = APIRouter()

    @router.get("/export/{identifier}.{format_name}")
    async def export(request: Request, identifier: str, format_name: str) -> Response:
        person = person_of(request)
        if person is None:
            return PlainTextResponse("Log in first, then open this link again.", 401)
        exporter = FORMATS.get(format_name)
        if exporter is None:
            return PlainTextResponse(f"There is no such format; the formats are {', '.join(FORMATS)}.", 404)
        try:
            assessment = await own(person, identifier)
        except NotFound:
            return PlainTextResponse("There is no such assessment, or it is not yours.", 404)
        content = await asyncio.to_thread(application.render, assessment, format_name)
        headers = {"Content-Disposition": disposition(assessment.pilot, exporter.suffix)}
        return Response(content, media_type=exporter.media_type, headers=headers)

    return router


def disposition(pilot: str, suffix: str) -> str:
    """The header that names the file: in ASCII for all, and in full after RFC 6266 for those who can.

    Only letters, digits and a few marks are left of the pilot's name, which is anything that somebody typed.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", pilot))
    name = "-".join(("gatewise", *words))[:80].rstrip("-") + "." + suffix.removeprefix(".")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"-+", "-", plain).replace("-.", ".")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
