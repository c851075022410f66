"""An organisation's own guidance: documents added, listed and removed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from app import files
from app.cli.program import err, group, refused, tell, write
from app.errors import GatewiseError, InputRefused, NotFound
from app.settings import Settings

if TYPE_CHECKING:
    from app.knowledge.own_documents import OwnDocument
    from app.knowledge.own_guidance import Addition

knowledge_commands = group("knowledge", "Keeps your own policies and playbooks.")

Workspace = Annotated[
    str | None, typer.Option(metavar="NAME", help="Whose guidance it is; GATEWISE_WORKSPACE if not given.")
]


@knowledge_commands.command("add")
def add(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="PDF, DOCX, PPTX, XLSX, HTML, MD, TXT; or folders of them.")
    ],
    workspace: Workspace = None,
) -> None:
    """Adds documents to your own guidance, or puts them in the place of those of the same name."""
    with err.status("Starting ...") as status:
        from app.bootstrap import build_knowledge, build_own_guidance
        from app.knowledge.documents import Limits

        settings = settings_of(workspace)

        def building(done: int, total: int) -> None:
            status.update(f"Building the index: {done} of {total} texts ...")

        knowledge = build_knowledge(settings, progress=building)
        guidance = build_own_guidance(settings, knowledge)

        async def work() -> int:
            exit_code, kept = 0, False
            for path, found in _files(paths):
                if isinstance(found, GatewiseError):
                    refused(found)
                    exit_code = exit_code or found.exit_code
                    continue
                status.update(Text(f"Reading {path.name} ..."))

                def progress(done: int, total: int, name: str = path.name) -> None:
                    status.update(Text(f"Taking in {name}: {done} of {total} passages ..."))

                try:
                    content = await asyncio.to_thread(files.read_up_to, path, Limits().size + 1)
                    addition = await guidance.add(path.name, content, progress)
                except (InputRefused, NotFound) as error:
                    refused(error)
                    exit_code = exit_code or error.exit_code
                    continue
                kept = kept or addition.outcome != "unchanged"
                for line in _told(addition, path.name):
                    tell(line)
            if kept:
                await asyncio.to_thread(guidance.refresh)
            return exit_code

        exit_code = asyncio.run(work())
        knowledge.close()
    if exit_code:
        raise typer.Exit(exit_code)


@knowledge_commands.command("list")
def list_documents(
    workspace: Workspace = None,
    json_: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Lists the documents of your own guidance."""
    from app.knowledge.own_documents import OwnDocuments

    settings = settings_of(workspace)
    documents = OwnDocuments(settings.data_dir, settings.workspace)
    if json_:
        text = json.dumps([_plain(document) for document in documents.all()], ensure_ascii=False, indent=2)
        write(files.STANDARD_OUTPUT, f"{text}\n".encode("utf-8", "backslashreplace"))
        return
    for document in documents.all():
        size = _passages(document)
        tell(Text(f"{document.id}  {document.added_at:%Y-%m-%d %H:%M}  {document.name}  ({size})"))
    if not documents.all():
        tell(
            Text(
                f"The workspace {documents.workspace} has no guidance of its own. Add some with:"
                " gatewise knowledge add PATH"
            )
        )


@knowledge_commands.command("remove")
def remove(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its name or its id.")],
    workspace: Workspace = None,
) -> None:
    """Removes a document from your own guidance; what has been said with it stays."""
    from app.knowledge.own_documents import OwnDocuments

    settings = settings_of(workspace)
    removed = OwnDocuments(settings.data_dir, settings.workspace).remove(document)
    tell(Text(f"Removed {removed.name} ({removed.id})."))


def settings_of(workspace: str | None) -> Settings:
    """The settings, for another workspace where one is given."""
    settings = Settings()
    return settings if workspace is None else settings.model_copy(update={"workspace": workspace})


def _files(paths: list[Path]) -> Iterator[tuple[Path, GatewiseError | None]]:
    """The files that are meant, a directory's by name; with what is wrong with those that are none."""
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
            yield from ((file, None) for file in inside)
            if not inside:
                yield path, NotFound(f"{path}: holds no files")
        elif path.exists() and not path.is_file():
            yield path, InputRefused(f"{path}: is neither a file nor a folder")
        else:
            yield path, None


def _told(addition: Addition, given: str) -> Iterator[Text]:
    document = addition.document
    if addition.outcome == "unchanged":
        same = "is there already" if document.name == given else f"is the same, byte for byte, as {document.name}"
        yield Text(f"{given} {same}; nothing was changed.")
        return
    verb = {"added": "Added", "replaced": "Replaced"}[addition.outcome]
    yield Text(f"{verb} {document.name} ({document.id}): {_passages(document)}.")
    for note in document.notes:
        yield Text(f"  {note}")


def _passages(document: OwnDocument) -> str:
    count = len(document.passages)
    return f"{count:,} passage{'' if count == 1 else 's'}"


def _plain(document: OwnDocument) -> dict[str, object]:
    return {
        "id": document.id,
        "name": document.name,
        "media_type": document.media_type,
        "sha256": document.sha256,
        "added_at": document.added_at.isoformat(),
        "notes": list(document.notes),
        "passages": len(document.passages),
        "criteria": sorted({criterion for passage in document.passages for criterion in passage.criteria}),
    }
