"""The composition root: here the parts are chosen and put together, and nowhere else."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

# Before LangGraph is imported, for it reads them then: what is checkpointed is of known types, and no turn is sent to
# anybody's tracing service, whatever else runs in this environment.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
os.environ |= {"LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false"}

from app.assessors.fallback import FallbackAssessor
from app.assessors.local import LocalAssessor
from app.domain.assessment import Assessment
from app.domain.brand import Brand
from app.domain.framework import Framework
from app.errors import DocumentRefused as CannotBeRead
from app.errors import InputRefused, NotFound
from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from app.inference.vocabulary import whole_words
from app.interview.events import DocumentRefused, Event
from app.interview.session import Interview
from app.knowledge.guidance import load_guidance
from app.knowledge.own_documents import OwnDocuments
from app.knowledge.questions import load_asks, load_questions
from app.knowledge.retrieval import GuidanceKnowledge
from app.ports import AssessmentStore, Assessor, Clock, Knowledge, Piece, PieceKind, ReportOptions
from app.prices import load_prices
from app.reports import FORMATS, prepare
from app.reports.names import file_name
from app.settings import Settings
from app.storage.checkpointer import open_checkpointer
from app.storage.store import open_store

if TYPE_CHECKING:
    from app.assessors.claude import ClaudeAssessor
    from app.knowledge.own_guidance import OwnGuidance


WARMING_AFTER = 3.0
"""Seconds after the start until what the first call to Claude needs is loaded."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class Rendered:
    """A document, and what to call the file of it."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Application:
    """The parts, put together."""

    settings: Settings
    framework: Framework
    store: AssessmentStore
    knowledge: Knowledge
    assessor: Assessor
    interview: Interview

    @cached_property
    def own_guidance(self) -> OwnGuidance | None:
        """The organisation's own documents; None where the guidance is somebody else's, which takes none."""
        known = self.knowledge
        return build_own_guidance(self.settings, known) if isinstance(known, GuidanceKnowledge) else None

    @cached_property
    def branding(self) -> tuple[Brand, tuple[str, ...]]:
        """Whose reports they are, and a sentence on each thing in the brand's file that could not be used."""
        # Imported with the first report: who starts need not wait for it.
        from app.reports.brand import load_brand

        return load_brand(self.settings.brand or self.settings.data_dir / "brand.yaml")

    def render(self, assessment: Assessment, format_name: str, options: ReportOptions | None = None) -> bytes:
        """An assessment as a document (see `document`)."""
        return self.document(assessment, format_name, options).content

    def document(self, assessment: Assessment, format_name: str, options: ReportOptions | None = None) -> Rendered:
        """An assessment as a document.

        Args:
            assessment: What to show.
            format_name: One of `FORMATS`.
            options: How it is wanted; by default in the brand of the settings.

        Raises:
            NotFound: There is no such format.
            InputRefused: The format cannot be had with these options.
        """
        exporter = FORMATS.get(format_name)
        if exporter is None:
            raise NotFound(f"there is no format {format_name!r}; the formats are {', '.join(FORMATS)}")
        options = options or ReportOptions(self.branding[0])
        report = prepare(assessment, self._guidance(assessment), options)
        content = exporter.render(report, options)
        return Rendered(file_name(report, exporter), exporter.media_type, content)

    def _guidance(self, assessment: Assessment) -> Iterable[Piece]:
        """The guidance on every criterion, and the figures that are on none."""
        pilot = assessment.description
        serving = (
            piece
            for criterion in assessment.framework.criteria
            for piece in self.knowledge.for_criterion(criterion.id, description=pilot)
        )
        general = (p for p in self.knowledge.of_kind(PieceKind.BENCHMARK) if not p.criteria)
        return {piece.id: piece for piece in (*serving, *general)}.values()

    async def attach(
        self, assessment_id: str, participant: str, files: Sequence[tuple[str, bytes]], covering: str = ""
    ) -> AsyncIterator[Event]:
        """Reads files and attaches them (see `Interview.attach`); those that cannot be read are refused, each by name.

        Args:
            assessment_id: Whose documents they are.
            participant: Who gives them, and reviews what they say.
            files: Of each its name and its whole content.
            covering: What the person wrote with them.
        """
        # Imported with the first upload: who starts need not wait for it.
        from app.knowledge.documents import Document, read_document_async
        from app.knowledge.documents.parsing import plain_name

        documents: list[Document] = []
        readings = [asyncio.create_task(read_document_async(name, content)) for name, content in files]
        for (given, _), reading in zip(files, readings, strict=True):
            try:
                documents.append(await reading)
            except CannotBeRead as error:
                name = plain_name(given)
                yield DocumentRefused(name, str(error).removeprefix(f"{name}: "))
        async for event in self.interview.attach(assessment_id, participant, documents, covering):
            yield event


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
        knowledge = knowledge or build_knowledge(settings, embedder, framework=framework)
        if assessor is None:
            assessor = build_assessor(settings, embedder)
            if isinstance(assessor, FallbackAssessor):
                stack.push_async_callback(assessor.aclose)
                warming = asyncio.create_task(_warmed(assessor))
                stack.callback(warming.cancel)
        interview = Interview(store, assessor, knowledge, clock or SystemClock(), checkpointer, framework)
        yield Application(settings, framework, store, knowledge, assessor, interview)


async def _warmed(assessor: FallbackAssessor) -> None:
    """Has the SDK imported while the person reads the first question: it takes seconds, and the page comes first."""
    await asyncio.sleep(WARMING_AFTER)
    await assessor.prepare()


def build_assessor(settings: Settings, embedder: MiniLm | None = None) -> Assessor:
    """Who reads, by the settings: Claude with the built-in reader behind it, or the built-in reader alone."""
    local = build_local(embedder)
    return FallbackAssessor(build_claude(settings), local) if settings.asks_claude else local


def build_local(embedder: MiniLm | None = None) -> LocalAssessor:
    """The built-in reader."""
    return LocalAssessor(embedder or MiniLm())


def build_claude(settings: Settings) -> ClaudeAssessor:
    """Claude alone, which fails where the service does.

    Raises:
        InputRefused: No call may go out.
    """
    # Imported when it is wanted: who has no key need not wait for it.
    from app.assessors.claude import ClaudeAssessor, Client, Endpoint, Redaction

    if settings.offline:
        raise InputRefused("GATEWISE_OFFLINE forbids every call out, so Claude cannot be asked")
    endpoint = Endpoint(settings.api_key, settings.base_url, settings.platform, settings.patience)
    return ClaudeAssessor(
        Client(endpoint, load_prices()),
        settings.reading_model,
        settings.prose_model,
        Redaction(settings.redact, settings.redact_names),
    )


def build_knowledge(
    settings: Settings,
    embedder: MiniLm | None = None,
    *,
    framework: Framework | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> GuidanceKnowledge:
    """The guidance of some settings; its index is built when the first search needs it.

    What it finds is the guidance for everybody and that of the settings' workspace; no other is even looked at.

    Args:
        settings: Say where it is, and whose workspace it is for.
        embedder: The embedding model, if there is one already.
        framework: That whose criteria it serves, if it is loaded already.
        progress: Called while the index is built, with how many texts of how many are done.

    Raises:
        GatewiseError: The guidance, its questions, the framework or the workspace's name cannot be used.
    """
    own = OwnDocuments(settings.data_dir, settings.workspace)
    pieces = load_guidance(settings.knowledge_dir / "guidance")
    framework = framework or load_framework(settings.framework)
    questions = load_questions(settings.knowledge_dir / "questions.yaml", framework)
    return GuidanceKnowledge(
        pieces,
        embedder or MiniLm(),
        settings.data_dir,
        questions,
        whole_words,
        progress,
        own,
        settings.knowledge_dir / "vectors.npz",
        load_asks(settings.knowledge_dir / "asks.yaml"),
    )


def build_own_guidance(settings: Settings, knowledge: GuidanceKnowledge) -> OwnGuidance:
    """Where the documents of the settings' workspace are added, listed and removed.

    Args:
        settings: The same that the knowledge was built with.
        knowledge: Tells what a passage is about, and builds the index.

    Raises:
        InputRefused: The workspace's name is none.
    """
    # Imported when it is wanted: with it comes what reads documents, which no start needs.
    from app.knowledge.own_guidance import OwnGuidance

    return OwnGuidance(OwnDocuments(settings.data_dir, settings.workspace), knowledge, SystemClock().now)
