"""The floor of `evals.bench.page`: a stock Chainlit app, for `chainlit run`, that answers as our page does in kind.

To each message it answers with one card of the size of ours and brings a side panel of the size of our checklist
up to date. It logs in by header and keeps its history with Chainlit's own data layer on SQLite. It thinks nothing.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import Any

import chainlit as cl
from chainlit.data.sql_alchemy import SQLAlchemyDataLayer

FILE = os.environ["PAGE_STOCK_DATABASE"]

# The columns that Chainlit 2.12 writes; it makes no tables itself.
TABLES = {
    "users": "metadata createdAt",
    "threads": "createdAt name userId userIdentifier tags metadata",
    "steps": "name type threadId parentId disableFeedback streaming waitForAnswer isError metadata tags input output"
    " createdAt command modes start end generation showInput language indent defaultOpen autoCollapse icon",
    "elements": "threadId type url chainlitKey name display objectKey size page language forId mime props autoPlay"
    " playerConfig",
    "feedbacks": "forId threadId value comment",
}

CARD = {
    "question": "0" * 24,
    "live": True,
    "text": "In your own words: what does the pilot do, for whom, and where does it stand today? " * 2,
    "place": {"gate": "Fit", "criterion": "A stated purpose", "number": 1, "total": 20, "settled": 0, "met": 0},
    "buttons": [{"action": f"action-{n}", "label": "Why this matters to you"} for n in range(5)],
}

CHECKLIST = {
    "pilot": "Invoice reader",
    "word": "In progress",
    "final": False,
    "meaning": "Nothing is signed yet, so this is a first impression and no verdict.",
    "band": {"worst": 0, "now": 0, "best": 20, "mark": 16, "applicable": 20},
    "downloads": [{"label": f"Report {n}", "href": f"/export/0123456789ab.{n}"} for n in range(3)],
    "gates": [
        {
            "id": f"gate-{gate}",
            "title": f"Gate {gate}",
            "met": 0,
            "of": 4,
            "passed": False,
            "signed": False,
            "criteria": [
                {
                    "id": f"gate-{gate}.criterion-{n}",
                    "title": "A title of about thirty letters",
                    "rating": "open",
                    "word": "not heard yet",
                    "must_meet": False,
                    "at_hand": False,
                    "elements": ["open", "open", "open"],
                }
                for n in range(4)
            ],
        }
        for gate in range(5)
    ],
}


def make_tables() -> None:
    """Makes the tables in a new file."""
    with closing(sqlite3.connect(FILE)) as connection:
        for table, columns in TABLES.items():
            named = ", ".join(f'"{c}"' for c in columns.split())
            key = "id TEXT PRIMARY KEY" + (", identifier TEXT UNIQUE" if table == "users" else "")
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({key}, {named})")
        connection.commit()


make_tables()


@cl.data_layer
def layer() -> Any:
    """Chainlit's own."""
    return SQLAlchemyDataLayer(f"sqlite+aiosqlite:///{FILE}")


@cl.header_auth_callback
async def log_in(headers: Any) -> cl.User | None:
    """Whoever the header says."""
    return cl.User(identifier=headers.get("x-person", "somebody"))


@cl.on_chat_start
async def start() -> None:
    """Opens the panel."""
    panel = cl.CustomElement(name="Checklist", props=CHECKLIST, display="side")
    cl.user_session.set("panel", panel)  # type: ignore[no-untyped-call]
    await cl.ElementSidebar.set_elements([panel])


@cl.on_message
async def answer(message: cl.Message) -> None:
    """A card, and the panel as it is now."""
    card = cl.CustomElement(name="Question", props=CARD, display="inline")
    await cl.Message(content="", elements=[card]).send()  # type: ignore[no-untyped-call]
    panel = cl.user_session.get("panel")  # type: ignore[no-untyped-call]
    panel.props = CHECKLIST
    await panel.update()
