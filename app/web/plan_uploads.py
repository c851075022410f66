"""Takes an edited plan back that somebody worked on in a spreadsheet."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.bootstrap import Application
from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.edits import Edit
from app.errors import GatewiseError, InputRefused, NotFound, PlanRefused
from app.web.downloads import Own
from app.web.visitors import person_of

log = logging.getLogger(__name__)

ROUTE = "/plan/"
FAULT = "This is a fault in Gatewise itself. The plan was not changed; please try again."
NOTHING = "Nothing in that workbook differs from the plan as it stands."
TAKEN = "Taken over: {}."


def plan_uploads(application: Application, own: Own, changed: Callable[[str, str], Awaitable[None]]) -> APIRouter:
    """The route that takes a workbook as the body of a request.

    Args:
        application: The parts.
        own: An assessment that a person may change.
        changed: Told of the assessment and the person whose plan has changed.
    """
    router = APIRouter()

    @router.post(ROUTE + "{identifier}")
    async def take(request: Request, identifier: str) -> Response:
        person = person_of(request)
        if person is None:
            return _refused("Log in first.", status=401)
        try:
            assessment = await own(person, identifier)
        except NotFound:
            return _refused("There is no such assessment, or it is not yours.", status=404)
        content = await request.body()
        try:
            rows = await asyncio.to_thread(rows_of, content, assessment)
            records = await application.interview.edit_plan(identifier, person, rows, uuid.uuid4().hex)
        except PlanRefused as refused:
            return _refused("The workbook was not taken; nothing of the plan has changed.", refused.problems)
        except InputRefused as error:
            return _refused(f"{error}.")
        except GatewiseError as error:
            return _refused(f"The plan could not be saved: {error}.", status=503)
        except Exception:
            log.exception("an edited plan of assessment %s could not be taken", identifier)
            return _refused(FAULT, status=500)
        if records:
            await changed(identifier, person)
        count = wording.counted(len(records), "gap")
        return JSONResponse({"notice": TAKEN.format(count) if records else NOTHING, "changed": len(records)})

    return router


def rows_of(content: bytes, assessment: Assessment) -> Sequence[Edit]:
    """The rows of an edited workbook; PlanRefused if it is none, or cells of it are wrong."""
    # Imported with the first one that comes: who starts need not wait for what reads workbooks.
    from app.reports.plan.reading import read_plan

    return read_plan(content, assessment)


def _refused(sentence: str, problems: Sequence[str] = (), *, status: int = 400) -> Response:
    return JSONResponse({"notice": sentence, "problems": list(problems)}, status)
