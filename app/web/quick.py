"""Loads Chainlit and LangGraph's company without what they import for nothing, which is half of what they take."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

# All of these are imported only to name a class in an annotation, or to be ready for a feature that is off here:
# - traceloop, by way of literalai, is a tracer that sends to its makers' service once a key is set. With it come
#   pandas and two dozen instrumentations.
# - mcp is the client of tool servers, which the page does not offer.
# - langsmith.types is what LangSmith's service answers, to which nothing is sent.
STOOD_IN = ("traceloop", "mcp", "langsmith.types")

# The Socket.IO package brings a client along; without these two it leaves the client out, as it is meant to.
LEFT_OUT = ("aiohttp", "requests")


def load_chainlit() -> None:
    """Imports Chainlit's server, and what of LangSmith comes with LangGraph."""
    load("chainlit.server", "literalai", "socketio", "engineio", left_out=LEFT_OUT)
    with suppress(ImportError):  # a LangGraph that can do without
        load("langsmith.run_trees")


def load(name: str, *with_it: str, left_out: Sequence[str] = ()) -> None:
    """Imports a module the quick way; where that does not work, as it comes.

    Args:
        name: Of the module.
        with_it: The packages that may have been spoilt with its own.
        left_out: The packages that are not there meanwhile.
    """
    with undisturbed(), spared(left_out):
        try:
            import_module(name)
            return
        except Exception:  # one that needs more than it did; or it fails again below, and says why
            forget(name.partition(".")[0], *with_it)
    import_module(name)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without looking for garbage meanwhile: an import makes a great many objects, and next to all of them stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def spared(left_out: Sequence[str] = ()) -> Iterator[None]:
    """Stands in for what is not needed. Afterwards the real ones can be imported by whoever does need them."""
    absent = [name for name in left_out if name not in sys.modules]
    finder = _Finder()
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # importing it says that it is not there
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in absent:
            del sys.modules[name]
        for name in [n for n, module in sys.modules.items() if isinstance(module, _StandIn)]:
            module = sys.modules.pop(name)
            parent, _, child = name.rpartition(".")
            if getattr(sys.modules.get(parent), child, None) is module:
                delattr(sys.modules[parent], child)


def forget(*packages: str) -> None:
    """Drops packages, so that the next import makes them anew."""
    for name in [n for n in sys.modules if n.partition(".")[0] in packages]:
        del sys.modules[name]


class _StandIn(ModuleType):
    """A module in which every name is there, as a class that does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {"__module__": self.__name__})


class _Finder(MetaPathFinder, Loader):
    """Finds stand-ins for what is stood in for, and for everything below."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if not any(f"{name}.".startswith(f"{package}.") for package in STOOD_IN):
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""
