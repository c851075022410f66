"""An organisation's own guidance on the page: documents are added, listed and removed in the playbook's windows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from chainlit.action import Action

from app.bootstrap import Application
from app.domain import wording
from app.errors import DocumentRefused, GatewiseError
from app.knowledge.own_documents import OwnDocument
from app.knowledge.own_guidance import Addition
from app.web import documents
from app.web.bubbles import Card
from app.web.props import LibraryProps
from app.web.uploads import Files
from app.web.window import show

log = logging.getLogger(__name__)

TITLE = "Your own guidance"
NONE_YET = (
    "There is none yet. Add policies, standards or playbooks of your organisation with the paper clip below: PDF,"
    " Word, PowerPoint, Excel, HTML, Markdown or text."
)
SHARED = (
    "What stands here is cited in answers and explanations beside the guidance that comes with Gatewise, for everybody"
    " who works in “{}”, and for nobody else. It says what you ask for; it is no evidence for a pilot."
)
GONE = "That document is not there any more."
FAULT = "This is a fault in Gatewise itself. The document was not added; please try again."
OUTCOMES = {
    "added": "Added: {}, to be cited from now on.",
    "replaced": "Added in place of the one of that name: {}.",
    "unchanged": "It is here already; nothing has changed.",
}


class Library:
    """The windows in which own guidance is looked at.

    Args:
        application: The parts.
    """

    def __init__(self, application: Application) -> None:
        self._own = application.own_guidance
        self._clock = application.interview.clock

    async def bring(self, files: Files, event: str) -> None:
        """Takes documents in, one after the other; each is told of, and those that cannot be read do no harm."""
        if self._own is None:
            return
        for number, (name, content) in enumerate(files, 1):
            at, bubble = self._clock.now(), f"{event}-{number}"
            await show(documents.being_added_card(name), at, bubble)
            await show(await self._added(name, content), at, bubble)
        await asyncio.to_thread(self._own.refresh)
        await self.show()

    async def _added(self, name: str, content: bytes) -> Card:
        assert self._own is not None
        try:
            return documents.added_card(name, _outcome(await self._own.add(name, content)))
        except DocumentRefused as error:
            return documents.refused_card(name, str(error).partition(": ")[2] or str(error))
        except GatewiseError as error:
            return documents.refused_card(name, f"could not be kept ({error})")
        except Exception:
            log.exception("a document could not be added to the guidance")
            return documents.refused_card(name, FAULT)

    async def show(self, name: str = "") -> None:
        """Shows the list, at the end of the window or in the place of the list of that name."""
        at = self._clock.now()
        await show(self._card(name or at.isoformat()), at, name or at.isoformat())

    async def remove(self, action: Action) -> dict[str, str]:
        """A document is removed from the list that the button stands in."""
        if self._own is None:
            return {"notice": GONE}
        try:
            await asyncio.to_thread(self._own.remove, str(action.payload.get("document")))
        except GatewiseError:
            return {"notice": GONE}
        await self.show(str(action.payload.get("list"))[:100])
        return {}

    def _card(self, name: str) -> Card:
        kept: Sequence[OwnDocument] = self._own.documents() if self._own else ()
        props: LibraryProps = {
            "list": name,
            "title": TITLE,
            "text": SHARED.format(self._own.workspace) if self._own and kept else NONE_YET,
            "documents": [
                {
                    "id": d.id,
                    "name": d.name,
                    "size": wording.counted(len(d.passages), "passage"),
                    "added": d.added_at.isoformat(),
                    "notes": list(d.notes),
                }
                for d in kept
            ],
        }
        return Card("Library", props)


def _outcome(addition: Addition) -> str:
    passages = wording.counted(len(addition.document.passages), "passage")
    return " ".join((OUTCOMES[addition.outcome].format(passages), *addition.document.notes))
