"""Scores of tagged documents against gold.

`evaluate(gold, predicted)` scores documents in memory; `evaluate_source(path, …)` reads, tags and scores.
"""

from phogov.evaluation.document import LabelledDocument
from phogov.evaluation.evaluate import Evaluation, evaluate, evaluate_source

__all__ = ["Evaluation", "LabelledDocument", "evaluate", "evaluate_source"]
