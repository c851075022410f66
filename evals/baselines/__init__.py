"""Simple readers that everything else is measured beside; each learns from the training part, and keeps nothing."""

from evals.baselines.baseline import Asked, Baseline, Guess
from evals.baselines.embeddings import Embeddings, of_elements, of_messages
from evals.baselines.majority import Majority
from evals.baselines.naive import Naive

__all__ = ["Asked", "Baseline", "Embeddings", "Guess", "Majority", "Naive", "of_elements", "of_messages"]
