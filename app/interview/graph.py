"""The drawn machine. Loops are conditional edges; the one interrupt stands in a node that does nothing else."""

from __future__ import annotations

from typing import TypeAlias

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from app.interview.absence import record_absence
from app.interview.context import Context
from app.interview.deciding import record_decision
from app.interview.explaining import answer_question, explain_gaps
from app.interview.navigating import navigate
from app.interview.posing import await_reply, open_gate, orient, pose
from app.interview.reading import hold_back, read_reply, record_findings, what_it_wants
from app.interview.state import State

Machine: TypeAlias = CompiledStateGraph[State, Context, State, State]

POSING = ("pose_question", "show_understanding", "clarify_intent", "settle_conflict", "close_gate", "finish")
TAKING_IN = ("record_findings", "record_absence", "record_decision", "navigate", "answer_question", "hold_back")


def what_comes_next(state: State) -> str:
    """The node that orientation found."""
    return state["next"]


def what_was_decided(state: State) -> str:
    """On to the gaps; or to the answer, where a doubtful reply turned out to be a question."""
    return "answer_question" if state["next"] == "answer_question" else "explain_gaps"


def build_machine(checkpointer: BaseCheckpointSaver[str] | None = None) -> Machine:
    """The compiled graph; without a checkpointer it can only be drawn."""
    graph = StateGraph(State, context_schema=Context)
    graph.add_node("orient", orient)
    graph.add_node("open_gate", open_gate)
    for name in POSING:
        graph.add_node(name, pose)
    graph.add_node("await_reply", await_reply)
    graph.add_node("read_reply", read_reply)
    graph.add_node("record_findings", record_findings)
    graph.add_node("record_absence", record_absence)
    graph.add_node("record_decision", record_decision)
    graph.add_node("navigate", navigate)
    graph.add_node("answer_question", answer_question)
    graph.add_node("hold_back", hold_back)
    graph.add_node("explain_gaps", explain_gaps)

    graph.add_edge(START, "orient")
    graph.add_conditional_edges("orient", what_comes_next, ["open_gate", *POSING, "read_reply"])
    graph.add_edge("open_gate", "pose_question")
    for name in POSING:
        graph.add_edge(name, "await_reply")
    graph.add_edge("await_reply", "read_reply")
    graph.add_conditional_edges("read_reply", what_it_wants, list(TAKING_IN))
    for name in ("record_findings", "record_absence", "navigate"):
        graph.add_edge(name, "explain_gaps")
    graph.add_conditional_edges("record_decision", what_was_decided, ["explain_gaps", "answer_question"])
    for name in ("answer_question", "hold_back", "explain_gaps"):
        graph.add_edge(name, "orient")
    return graph.compile(checkpointer=checkpointer)
