"""The `/` commands of the composer, and what each stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.framework import Framework
from app.domain.records import Click


@dataclass(frozen=True)
class Order:
    """A command as the composer lists it; `icon` is the name of a Lucide icon."""

    name: str
    description: str
    icon: str

    def wire(self) -> dict[str, Any]:
        """As Chainlit wants it."""
        return {"id": self.name, "description": self.description, "icon": self.icon, "button": False}


ORDERS = (
    Order("why", "Why this is asked, and what it is worth", "circle-help"),
    Order("status", "Where things stand", "list-checks"),
    Order("back", "See the criterion before once more", "undo-2"),
    Order("skip", "Leave this one for later", "skip-forward"),
    Order("gate", "Go to a gate: type its name", "door-open"),
    Order("export", "The documents", "download"),
    Order("checklist", "Open the checklist", "panel-right"),
    Order("plan", "Open the action plan: owners, dates, notes", "list-todo"),
)
VIEWS = frozenset({"checklist", "plan"})
"""Those that open a view of the panel."""
SHOWN_OF_AN_EXAMPLE = {"checklist": "checklist", "status": "checklist", "plan": "plan", "export": "documents"}
"""The view that answers a command where nothing can be asked or said."""
SHOW = "gatewise:view:{}"
"""What a window is told that is to show a view; see `public/gatewise.js`."""
_NAMES = {o.name for o in ORDERS}
WHICH_GATE = "Which gate? Type /gate and its name: {}."


def ordered(command: str | None, text: str) -> tuple[str, str] | None:
    """The command and the words after it, chosen from the list or typed out; None where it is no command."""
    if command in _NAMES:
        return str(command), text.strip()
    name, _, rest = text.strip().partition(" ")
    if name.startswith("/") and name[1:].lower() in _NAMES:
        return name[1:].lower(), rest.strip()
    return None


def click_for(name: str, words: str, framework: Framework) -> Click | str:
    """What a command presses, or a sentence why it cannot."""
    if name != "gate":
        return Click.model_validate({"action": name})
    gate = framework.gate_called(words)
    if gate is None:
        return WHICH_GATE.format(", ".join(g.title for g in framework.gates))
    return Click(action="skip", target=gate.id)
