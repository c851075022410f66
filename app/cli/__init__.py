"""The commands. Each is thin: it reads its arguments, lets the application work, and shows what came of it.

Exit codes: 0 done; 1 done, and the answer is no; 2 wrong input; 3 not found; 4 the machine (disk, database, model).

What a command needs is imported in it, so that the others start at once; where it takes long, below a sign of life.
The help names the commands in the order in which their modules are imported here.
"""

# The order counts.
from app.cli import interviewing  # isort: skip
from app.cli import assessments, planning  # isort: skip
from app.cli import comparing, reading, searching, knowledge, users, evaluating, examining  # isort: skip
from app.cli.program import app, main

__all__ = [
    "app",
    "assessments",
    "comparing",
    "evaluating",
    "examining",
    "interviewing",
    "knowledge",
    "main",
    "planning",
    "reading",
    "searching",
    "users",
]
