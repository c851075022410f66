"""A window that shows what Chainlit's page would show of what it is sent: steps and elements, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Wire = dict[str, Any]


@dataclass
class Screen:
    """An open window.

    Attributes:
        steps: What stands in the conversation, in order.
        elements: Our elements, by id.
        side: The elements of the side panel.
    """

    id: str = "window-1"
    steps: dict[str, Wire] = field(default_factory=dict)
    elements: dict[str, Wire] = field(default_factory=dict)
    side: list[str] = field(default_factory=list)

    async def emit(self, event: str, data: Any) -> None:
        """Takes an event as the page does."""
        match event:
            case "new_message":
                self.steps[data["id"]] = data
            case "delete_message":
                self.steps.pop(data["id"], None)
            case "element":
                self.elements[data["id"]] = data
            case "set_sidebar_elements":
                self.side = [e["id"] for e in data["elements"]]
                self.elements |= {e["id"]: e for e in data["elements"]}
            case "set_sidebar_title":
                pass
            case _:
                raise AssertionError(f"the page knows no event {event!r}")

    def cards(self, name: str) -> list[Wire]:
        """The props of all cards of one kind, in the order of the conversation."""
        shown = [e for step in self.steps for e in self.elements.values() if e["forId"] == step]
        return [e["props"] for e in shown if e["name"] == name]

    @property
    def live(self) -> list[Wire]:
        """The cards that wait for an answer."""
        return [e for e in self.elements.values() if e["props"].get("live")]

    def conversation(self) -> list[tuple[str, str, str | None, Wire | None]]:
        """Who said what, or was shown which card with what in it."""
        of = {e["forId"]: e for e in self.elements.values() if e["forId"]}
        return [
            (step["name"], step["output"], of[i]["name"] if i in of else None, of[i]["props"] if i in of else None)
            for i, step in self.steps.items()
        ]
