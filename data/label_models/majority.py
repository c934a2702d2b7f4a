"""A majority vote on each word."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from phogov.bio import tags_to_runs
from phogov.labels import OUTSIDE, legal
from phogov.span import Span
from phogov.words import segment

from data.labelling.vote import Vote


def word_votes(
    text: str, votes: Mapping[str, Sequence[Vote]]
) -> tuple[list[tuple[int, int]], dict[str, dict[int, str]]]:
    """Return the words of a text, and for each function the BIO tags of the words that it votes on.

    Votes whose edges cut through words, or that overlap an earlier one of the same function, say nothing.
    """
    words = segment(text)
    first_at = {start: i for i, (start, _) in enumerate(words)}
    last_at = {end: i for i, (_, end) in enumerate(words)}
    tags: dict[str, dict[int, str]] = {}
    for name, found in votes.items():
        own: dict[int, str] = {}
        for vote in sorted(found):
            first, last = first_at.get(vote.start), last_at.get(vote.end)
            if first is None or last is None or any(i in own for i in range(first, last + 1)):
                continue
            own[first] = f"B-{vote.label}"
            own.update(dict.fromkeys(range(first + 1, last + 1), f"I-{vote.label}"))
        if own:
            tags[name] = own
    return words, tags


def legalised(tags: Iterable[str]) -> Iterator[str]:
    """Let an `I-` that continues no run of its label open one."""
    before = OUTSIDE
    for tag in tags:
        before = tag if legal(before, tag) else f"B-{tag[2:]}"
        yield before


def to_spans(
    text: str, words: Sequence[tuple[int, int]], tags: Sequence[str], confidence: Sequence[float]
) -> list[Span]:
    """Return the runs of tags as spans; a line break ends a run, and a span scores as its least certain word."""
    cut = list(legalised(tags))
    for i in range(1, len(words)):
        if cut[i].startswith("I-") and "\n" in text[words[i - 1][1] : words[i][0]]:
            cut[i] = f"B-{cut[i][2:]}"
    found = []
    for first, end, label in tags_to_runs(list(legalised(cut))):
        start, stop = words[first][0], words[end - 1][1]
        found.append(Span(start, stop, label, text[start:stop], min(confidence[first:end])))
    return found


def aggregate(text: str, votes: Mapping[str, Sequence[Vote]]) -> list[Span]:
    """Give each word the tag that most functions vote for; of equals the one voted for first."""
    words, by_function = word_votes(text, votes)
    cast: list[Counter[str]] = [Counter() for _ in words]
    for found in by_function.values():
        for i, tag in found.items():
            cast[i][tag] += 1
    winners = [counted.most_common(1)[0] if counted else (OUTSIDE, 1) for counted in cast]
    confidence = [count / max(1, sum(counted.values())) for (_, count), counted in zip(winners, cast, strict=True)]
    return to_spans(text, words, [tag for tag, _ in winners], confidence)
