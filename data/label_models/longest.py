"""From the votes of labelling functions to spans that do not overlap."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from phogov.span import Span

from data.labelling.vote import Vote

RANK = {"DOC": 3, "EVENT": 3, "PROG": 3, "TITLE": 2, "CHG": 2, "DATE": 1}
"""Labels whose spans may swallow others; at equal length the higher one wins (guidelines, ground rule 2)."""

PRIOR = 0.7
"""Confidence in a span that one function votes for."""


def aggregate(text: str, votes: Mapping[str, Sequence[Vote]]) -> list[Span]:
    """Return the spans that win: longer before shorter, then more votes, then RANK.

    Confidence grows with the functions that agree on a span (noisy or) and falls where another label disputes it.
    """
    voters: dict[Vote, int] = defaultdict(int)
    for found in votes.values():
        for vote in set(found):
            if vote.start < vote.end and "\n" not in text[vote.start : vote.end]:
                voters[vote] += 1
    order = sorted(voters, key=lambda v: (v.start - v.end, -voters[v], -RANK.get(v.label, 0), v.start))
    taken: list[Vote] = []
    disputed: dict[Vote, int] = defaultdict(int)
    owner: dict[int, Vote] = {}
    for vote in order:
        rivals = {owner[i] for i in range(vote.start, vote.end) if i in owner}
        if rivals:
            for rival in rivals:
                disputed[rival] += rival.label != vote.label and RANK.get(rival.label, 0) <= RANK.get(vote.label, 0)
            continue
        taken.append(vote)
        owner.update(dict.fromkeys(range(vote.start, vote.end), vote))
    return [
        Span(
            vote.start,
            vote.end,
            vote.label,
            text[vote.start : vote.end],
            round((1 - (1 - PRIOR) ** voters[vote]) * 0.8 ** min(2, disputed[vote]), 3),
        )
        for vote in sorted(taken)
    ]
