"""What every report shows: one view of an assessment that all renderers share.

The parts of the framework, the records and the derived results stand in it as they are; beside them stand
the words that a reader needs. Nothing in it depends on when or where it is built.
"""

from __future__ import annotations

from app.domain.report.build import build_report
from app.domain.report.view import Benchmark, Citation, CriterionView, GateView, Report

__all__ = ["Benchmark", "Citation", "CriterionView", "GateView", "Report", "build_report"]
