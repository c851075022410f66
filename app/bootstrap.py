"""The composition root: here the parts are chosen and put together, and nowhere else."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

# Before LangGraph is imported, for it reads them then: what is checkpointed is of known types, and no turn is sent to
# anybody's tracing service, whatever else runs in this environment.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
os.environ |= {"LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false"}

from app.assessors.local import LocalAssessor
from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.platforms import concerns
from app.errors import NotFound
from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from app.interview.session import Interview
from app.knowledge.guidance import load_guidance
from app.knowledge.retrieval import GuidanceKnowledge
from app.ports import AssessmentStore, Assessor, Clock, Knowledge
from app.reports import FORMATS
from app.settings import Settings
from app.storage.checkpointer import open_checkpointer
from app.storage.store import open_store


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class Application:
    """The parts, put together."""

    settings: Settings
    framework: Framework
    store: AssessmentStore
    knowledge: Knowledge
    assessor: Assessor
    interview: Interview

    def render(self, assessment: Assessment, format_name: str) -> bytes:
        """An assessment as a document; NotFound if there is no such format."""
        exporter = FORMATS.get(format_name)
        if exporter is None:
            raise NotFound(f"there is no format {format_name!r}; the formats are {', '.join(FORMATS)}")
        serving = (p for c in assessment.framework.criteria for p in self.knowledge.for_criterion(c.id))
        return exporter.render(assessment, (p for p in serving if concerns(p.platforms, assessment.description)))


@asynccontextmanager
async def build_application(
    settings: Settings | None = None,
    *,
    framework: Framework | None = None,
    assessor: Assessor | None = None,
    knowledge: Knowledge | None = None,
    store: AssessmentStore | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Application]:
    """The application for some settings; parts that are given take the place of those it would choose.

    Raises:
        GatewiseError: A part cannot be had; the message says which, and why.
    """
    settings = settings or Settings()
    framework = framework or load_framework(settings.framework)
    async with AsyncExitStack() as stack:
        if store is None:
            store = await stack.enter_async_context(open_store(settings.data_dir, settings.workspace))
        checkpointer = await stack.enter_async_context(open_checkpointer(settings.data_dir / "checkpoints.sqlite3"))
        embedder = MiniLm()
        knowledge = knowledge or build_knowledge(settings, embedder)
        assessor = assessor or LocalAssessor(embedder)
        interview = Interview(store, assessor, knowledge, clock or SystemClock(), checkpointer, framework)
        yield Application(settings, framework, store, knowledge, assessor, interview)


def build_knowledge(settings: Settings, embedder: MiniLm | None = None) -> GuidanceKnowledge:
    """The guidance of some settings; its index is built when the first search needs it."""
    pieces = load_guidance(settings.knowledge_dir / "guidance")
    return GuidanceKnowledge(pieces, embedder or MiniLm(), settings.data_dir)
