"""The window at hand, as Chainlit hands it to a hook: whose it is, and what is said in it alone."""

from __future__ import annotations

from datetime import datetime

from chainlit.context import context
from chainlit.session import WebsocketSession

from app.errors import NotFound
from app.web import cards
from app.web.addresses import bubble_id
from app.web.bubbles import Bubble, Card, element_of, step_of
from app.web.orders import ORDERS
from app.web.rooms import Window


def this_session() -> WebsocketSession:
    """Chainlit's session of the window."""
    found = context.session
    assert isinstance(found, WebsocketSession)
    return found


def this_window() -> Window:
    """The window, to be told things."""
    return this_session()


def this_person() -> str:
    """Whose window it is."""
    user = this_session().user
    if user is None:
        raise NotFound("nobody is logged in")
    return user.identifier


async def offer_commands() -> None:
    """Lists the `/` commands in the composer."""
    await this_window().emit("set_commands", [o.wire() for o in ORDERS])


async def notice(text: str, at: datetime) -> None:
    """Says something in this window alone; it is on no record."""
    await show(cards.notice_card(text), at, at.isoformat())


async def show(card: Card, at: datetime, name: str) -> None:
    """Shows a card in this window alone."""
    bubble, thread = Bubble(bubble_id(this_session().id, name), at, card=card), this_session().thread_id
    await this_window().emit("new_message", step_of(bubble, thread))
    await this_window().emit("element", element_of(bubble, thread))
