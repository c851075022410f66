"""Asking the playbook at a terminal: one question, its answer, and what it rests on."""

from __future__ import annotations

from rich.console import Console

from app.bootstrap import Application
from app.interview.playbook import Playbook
from app.terminal.face import Face


async def ask(application: Application, console: Console, question: str) -> None:
    """Shows the answer to a question; nothing of it is kept."""
    face = Face(console)
    playbook = Playbook(application.framework, application.knowledge, application.assessor)
    async for said in playbook.ask(question):
        face.show(said)
