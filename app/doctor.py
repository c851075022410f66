"""What is configured, reachable and missing, in plain words."""

from __future__ import annotations

import asyncio
import errno
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from app.domain.wording import counted
from app.errors import GatewiseError, InputRefused, StorageCorrupt
from app.prices import Prices
from app.settings import Settings

LEAST_ROOM = 200 * 1024 * 1024
"""In bytes; below this the doctor warns."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    well: bool
    finding: str


def examine(settings: Settings) -> list[Check]:
    """Looks at everything that the product needs. It writes nothing but a probe file, and removes it."""
    looks: list[tuple[str, Callable[[Settings], str]]] = [
        ("Python", _python),
        ("Data directory", _data_directory),
        ("Database", _database),
        ("Framework", _framework),
        ("Guidance", _guidance),
        ("Local model", _model),
        ("Assessor", _assessor),
        ("Page", _page),
    ]
    return [_check(name, look, settings) for name, look in looks]


def _check(name: str, look: Callable[[Settings], str], settings: Settings) -> Check:
    try:
        return Check(name, True, look(settings))
    except GatewiseError as error:
        return Check(name, False, str(error))
    except OSError as error:
        return Check(name, False, f"{error.filename}: {error.strerror}")
    except ImportError as error:
        return Check(name, False, f"a package of the installation does not load: {error}")


def _python(_: Settings) -> str:
    return ".".join(map(str, sys.version_info[:3]))


def _data_directory(settings: Settings) -> str:
    folder = settings.data_dir
    if not folder.exists():
        return f"{folder} (not there yet; it is made at the first start)"
    probe = folder / ".probe"
    probe.write_bytes(b"")
    probe.unlink()
    free = shutil.disk_usage(folder).free
    if free < LEAST_ROOM:
        raise OSError(errno.ENOSPC, f"only {free // 2**20} MiB are free", str(folder))
    return f"{folder}, {free / 2**30:.1f} GiB free"


def _database(settings: Settings) -> str:
    file = settings.data_dir / "gatewise.sqlite3"
    if not file.exists():
        return "none yet; it is made at the first start"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise OSError(errno.EIO, f"is damaged: {verdict}", str(file))
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
                return "empty; its tables are made at the first start"
            assessments = connection.execute("SELECT count(*) FROM assessments").fetchone()[0]
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise OSError(errno.EIO, f"cannot be read as a database: {error}", str(file)) from error
    return f"sound, {counted(assessments, 'assessment')}{_schema(revision)}"


def _schema(revision: str) -> str:
    from app.storage.migrate import REVISIONS

    if revision == REVISIONS[-1]:
        return ""
    if revision in REVISIONS:
        return f"; its schema {revision} becomes {REVISIONS[-1]} at the next start"
    raise StorageCorrupt(f"made by a newer version of Gatewise: its schema is {revision}, not {REVISIONS[-1]}")


def _framework(settings: Settings) -> str:
    from app.frameworks import load_framework

    framework = load_framework(settings.framework)
    return f"{framework.title}, version {framework.version}, {len(framework.criteria)} criteria"


def _guidance(settings: Settings) -> str:
    from app.knowledge.guidance import load_guidance

    pieces = load_guidance(settings.knowledge_dir / "guidance")
    built = (settings.data_dir / "index" / "current").is_file()
    return f"{len(pieces)} pieces; the index {'is built' if built else 'is built at the first search'}"


def _model(_: Settings) -> str:
    from app.inference.embedder import MiniLm

    MiniLm().embed(["ready"])
    return "all-MiniLM-L6-v2 (int8) runs, and its files are the ones that were checked"


def _page(settings: Settings) -> str:
    from app.web.accounts import Accounts
    from app.web.serve import check_reach, listening

    accounts = Accounts(settings.data_dir / "users.json")
    check_reach(settings.host, accounts)
    who = f"{counted(len(accounts.names), 'user')} may log in" if accounts.names else "for you alone, without a login"
    try:
        with listening(settings.host, settings.port) as free:
            return f"{who}; port {free.getsockname()[1]} is free"
    except InputRefused as error:
        if settings.port is None:
            raise
        return f"{who}; {error} (it may be this page, if it is open)"


OFFLINE = "the built-in reader; GATEWISE_OFFLINE forbids every call out"
BUILT_IN = "the built-in reader; Claude is asked as well once ANTHROPIC_API_KEY is set"


def _assessor(settings: Settings) -> str:
    """Who reads, by what is set; nothing is called."""
    if settings.offline:
        return OFFLINE
    if not settings.asks_claude:
        return BUILT_IN if settings.assessor == "auto" else "the built-in reader, as GATEWISE_ASSESSOR says"
    if settings.platform == "anthropic" and not (settings.api_key or settings.base_url):
        raise InputRefused("GATEWISE_ASSESSOR is claude, but there is no key: set ANTHROPIC_API_KEY")
    from app.assessors.claude.extras import lacking
    from app.prices import load_prices

    if missing := lacking(settings.platform):
        raise InputRefused(missing)

    prices = load_prices()
    models = dict.fromkeys((settings.reading_model, settings.prose_model))
    unknown = [m for m in models if prices.nanodollars(m, input_=0, output=0) is None]
    where = settings.base_url or {"anthropic": "Anthropic's API"}.get(settings.platform, settings.platform)
    money = f"; no prices are known for {' and '.join(unknown)}" if unknown else f"; prices of {prices.date}"
    hidden = "; personal data is hidden" if settings.redact else ""
    hidden += _uncached(settings, prices)
    return (
        f"{settings.reading_model} reads and {settings.prose_model} explains, at {where}, with the built-in reader"
        f" behind them{hidden}{money}. `gatewise doctor --try` asks them"
    )


def _uncached(settings: Settings, prices: Prices) -> str:
    """Which model would cache nothing of what stands before every reply or explanation, and so be paid in full."""
    from app.assessors.claude.prefix import of_prose, of_readings
    from app.frameworks import load_framework

    beginnings = (
        ("reply", settings.reading_model, of_readings(load_framework(settings.framework))),
        ("explanation", settings.prose_model, of_prose()),
    )
    return "".join(
        f"; {model} caches nothing shorter than {least:,} tokens, and what stands before every {what} has about"
        f" {tokens:,}: it is paid for in full each time"
        for what, model, tokens in beginnings
        if (least := prices.caches_from(model)) and tokens < least
    )


def try_assessor(settings: Settings) -> Check:
    """Asks the endpoint that is set, and says in plain words what it can do; this costs a little."""
    name = "Endpoint"
    if not settings.asks_claude:
        return Check(name, True, f"not asked: {OFFLINE if settings.offline else BUILT_IN}")
    try:
        return Check(name, *asyncio.run(_tried(settings)))
    except GatewiseError as error:
        return Check(name, False, f"{error}. The built-in reader goes on in its place")


async def _tried(settings: Settings) -> tuple[bool, str]:
    from app.assessors.claude.trial import try_out
    from app.bootstrap import build_claude
    from app.frameworks import load_framework

    assessor = build_claude(settings)
    try:
        trial = await try_out(assessor, load_framework(settings.framework))
    finally:
        await assessor.aclose()
    prices = [call.nanodollars for call in trial.calls]
    cost = "" if None in prices else f", for {sum(p or 0 for p in prices) / 10**9:.4f} dollars"
    said = [
        f"answers ({counted(len(trial.calls), 'request')}{cost})",
        "keeps to a schema" if trial.keeps_to_schemas else "does not keep to a schema, so it stands in the prompt",
        "keeps a cache" if trial.caches else "keeps no cache, so every turn costs its whole prompt",
        *(["but none of what stands before an explanation"] if trial.caches and not trial.caches_prose else []),
        "streams" if trial.streams else "does not stream",
    ]
    if not trial.understood:
        said.append("but misread two plain sentences: this model is too weak to read an interview")
    return trial.understood, "; ".join(said)
