"""Documents that come with what people write: taken in as files, and handed on with the message that names them."""

from __future__ import annotations

import asyncio
import re
import shutil
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from chainlit.session import WebsocketSession
from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from app.web.root import PATH
from app.web.visitors import person_of

ROUTE = f"{PATH}/project/file"
LARGEST = 25 * 2**20
"""Bytes of a document, as `Limits` has it; the page says so before it sends."""
AT_ONCE = 20
"""Documents that may come with one message."""
TOGETHER = 100 * 2**20
"""Bytes that the documents of one message may have together."""
WAITING = 2 * AT_ONCE
"""Files of one window whose message has not come."""

TOO_MANY = f"A message takes at most {AT_ONCE} documents of {TOGETHER // 2**20} MB together"

Files = Sequence[tuple[str, bytes]]
"""Of each its name and its whole content."""

_COVERING = re.compile(
    r"\b(here|attach\w*|enclos\w*|files?|documents?|docs?|papers?|pdfs?|see|find|upload\w*|charter|minutes)\b",
    re.IGNORECASE,
)
_COVERING_WORDS = 16


def uploads() -> APIRouter:
    """The route that takes one file in, for a window of the person's own; Chainlit's reads it whole into memory."""
    router = APIRouter()

    @router.post(ROUTE)
    async def take(request: Request, session_id: str) -> Response:
        person = person_of(request)
        session = WebsocketSession.get_by_id(session_id)
        if person is None or session is None or session.user is None or session.user.identifier != person:
            return JSONResponse({"detail": "That window is not open any more. Reload the page."}, 404)
        if len(session.files) >= WAITING:
            return JSONResponse({"detail": f"{TOO_MANY}; send what is there first."}, 400)
        # Only now, so that nobody without a window of their own has anything written to the disk.
        form = await request.form(max_files=1, max_fields=1)
        file = form.get("file")
        if not isinstance(file, UploadFile):
            return JSONResponse({"detail": "There is no file in that request."}, 400)
        identifier = str(uuid.uuid4())
        path = session.files_dir / identifier
        name, size = file.filename or "file", await asyncio.to_thread(_save, file.file, path)
        await form.close()
        known: dict[str, Any] = {"id": identifier, "path": path, "name": name, "size": size}
        session.files[identifier] = {**known, "type": "application/octet-stream"}
        return JSONResponse({"id": identifier})

    return router


def _save(source: IO[bytes], target: Path) -> int:
    target.parent.mkdir(exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(source, file)
    return target.stat().st_size


def marked(payload: dict[str, Any]) -> dict[str, Any]:
    """A message as it comes from a window, with the files that it names where Chainlit shows none of them by itself."""
    message, references = payload.get("message"), payload.get("fileReferences")
    if not isinstance(message, dict):
        return payload
    named = [r.get("id") for r in references if isinstance(r, dict)] if isinstance(references, list) else []
    return {**payload, "message": {**message, "metadata": {"files": named}}, "fileReferences": None}


async def given(session: WebsocketSession, metadata: dict[str, Any] | None) -> tuple[Files, list[str]]:
    """The files of a message, which are then gone from the window; and the names of those that are too many."""
    named = [i for i in (metadata or {}).get("files", []) if isinstance(i, str)]
    known = [session.files.pop(i) for i in dict.fromkeys(named) if i in session.files]
    return await asyncio.to_thread(_taken, known)


def _taken(known: Sequence[Mapping[str, Any]]) -> tuple[Files, list[str]]:
    files: list[tuple[str, bytes]] = []
    left: list[str] = []
    room = TOGETHER
    for file in known:
        path = Path(file["path"])
        room -= file["size"]
        with suppress(OSError):  # the window may have gone meanwhile, and its files with it
            if len(files) < AT_ONCE and room >= 0:
                files.append((file["name"], path.read_bytes()))
            else:
                left.append(file["name"])
            path.unlink()
    return files, left


def is_covering(text: str) -> bool:
    """Whether words that came with documents only speak of these, and so answer nothing."""
    words = text.split()
    return len(words) < 3 or (len(words) <= _COVERING_WORDS and _COVERING.search(text) is not None)


def left_out(names: Sequence[str]) -> str:
    """What is said of files beyond the bounds of a message."""
    return f"{TOO_MANY}. Left out, to be sent again: {', '.join(names)}."
