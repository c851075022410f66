"""How fast the embedded reader reads a reply, and what memory it takes: `python -m evals.bench.reading`.

Every second answer of the development part is read as in an interview: the elements that were asked for, those of the
other criteria that come near, and what the person wants. The floor is one run of the model over the reply and the
elements that were asked for, without which nothing would be read at all.

What has to hold: a reply is read in at most 200 ms at the median; the process grows by at most 400 MB with the model.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from app.assessors.local.assessor import LocalAssessor
from app.assessors.local.judgements import to_judge
from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from app.inference.judging import ReadingModel
from app.settings import Settings
from evals.labelled import load_answers
from evals.metrics import quantile

MEDIAN = 0.200
MEMORY = 400
TURNS = 120


def main() -> bool:
    """Measures and prints; whether what has to hold holds."""
    answers = load_answers("dev", load_framework(Settings().framework))[::2][:TURNS]
    embedder = MiniLm()
    embedder.embed([answers[0].reply.reply])
    without, model = memory(), ReadingModel()
    assessor = LocalAssessor(embedder, model)
    own = [to_judge(a.reply.question, a.reply.reply, a.reply.criterion) for a in answers if a.reply.criterion]
    model.judge(own[:2])
    asyncio.run(assessor.read_reply(answers[0].reply))
    floor = timed(lambda n: model.judge([own[n]]), range(len(own)))
    whole = timed(lambda n: asyncio.run(assessor.read_reply(answers[n].reply)), range(len(answers)))
    longest = max(answers, key=lambda a: len(a.reply.reply)).reply
    took = timed(lambda _: asyncio.run(assessor.read_reply(longest)), range(3))
    more = memory() - without
    words = len(longest.reply.split())
    print(f"floor     {statistics.median(floor) * 1000:5.0f} ms at the median, one run over what was asked for")
    print(
        f"a reply   {statistics.median(whole) * 1000:5.0f} ms at the median, {quantile(whole, 0.95) * 1000:.0f} at p95"
    )
    print(f"ratio     {statistics.median(whole) / statistics.median(floor):5.1f}")
    print(f"longest   {statistics.median(took) * 1000:5.0f} ms, {words} words")
    print(f"memory    {more:5.0f} MB more (at most {MEMORY})")
    return statistics.median(whole) <= MEDIAN and more <= MEMORY


def timed(work: Callable[[int], object], numbers: Sequence[int]) -> list[float]:
    """Seconds of each."""
    took = []
    for number in numbers:
        start = time.perf_counter()
        work(number)
        took.append(time.perf_counter() - start)
    return took


def memory() -> float:
    """What this process holds now, in MB; Linux."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1000


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
