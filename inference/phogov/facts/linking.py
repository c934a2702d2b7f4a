"""Which indicator an amount measures: rules over the spans of one sentence."""

import re
from collections.abc import Sequence

from phogov.span import Span

_VALUE_FIRST = re.compile(r"\s*(?:số |là |tổng số )?\s*")
_AND = re.compile(r"\s*(?:,\s*)?(?:và|,|cùng|cùng với|với)\s*(?:các\s*)?")
_BOTH = re.compile(r"\s*(?:,\s*)?(?:và|cùng|cùng với)\s*")
_TOGETHER = re.compile(r"\b(?:đều|cùng)\b", re.IGNORECASE)
_ELSE = re.compile(r"\b(?:mức )?bình quân chung\b|\bcủa cả nước\b|\bxếp thứ\b", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|và|đến|hoặc)\s*", re.IGNORECASE)
_THING = re.compile(r"^(?:[^\W\d_]| )+$")
_ANSWER = re.compile(r"(?:đạt|là|còn|chiếm|:|ở mức|lên|xuống|tới|đến|có|gồm|với)\s*$", re.IGNORECASE)
_MEASURES = re.compile(
    r"%|đồng|usd|đô|điểm|tấn|tạ|\bha\b|héc|km|\bm\b|m2|m3|kwh|mw|lượt|lần|người|triệu|tỷ|tỉ|nghìn|vnđ|kg|container|teu",
    re.IGNORECASE,
)


def link(text: str, amounts: Sequence[Span], names: Sequence[Span]) -> list[tuple[Span, list[Span]]]:
    """Pair every amount of one sentence with the indicators it measures, none where it measures no named one.

    Rules, in order: a name that directly follows a value; the nearest name before, with those coordinated with it;
    a name that follows in the same clause.
    """
    linked: list[tuple[Span, list[Span]]] = []
    for index, amount in enumerate(amounts):
        after = _following(text, amounts, index, names)
        before = _before(text, amount, amounts, names)
        if after is not None and not (before and _answers(text, amount, before[-1], amounts)):
            linked.append((amount, [after]))
        elif before:
            linked.append((amount, before))
        else:
            near = _near(text, amount, amounts, names)
            linked.append((amount, [near] if near else []))
    return linked


def _following(text: str, amounts: Sequence[Span], index: int, names: Sequence[Span]) -> Span | None:
    """The name right behind an amount, or behind the amounts that it is joined with: `5 và 7` of something."""
    amount = amounts[index]
    for name in names:
        if name.start >= amount.end and _VALUE_FIRST.fullmatch(text, amount.end, name.start):
            return name
        if name.start >= amount.end:
            break
    if index + 1 < len(amounts) and _JOINED.fullmatch(text, amount.end, amounts[index + 1].start):
        return _following(text, amounts, index + 1, names)
    return None


def _answers(text: str, amount: Span, name: Span, amounts: Sequence[Span]) -> bool:
    """Whether the amount is the answer to the name just before it: `NAME đạt 5% …`."""
    gap = text[name.end : amount.start]
    return (
        amount.label == "VAL"
        and len(gap) <= 30
        and bool(_ANSWER.search(gap))
        and amount.text.endswith("%")
        and not any(name.end <= one.start < amount.start for one in amounts)
    )


def _near(text: str, amount: Span, amounts: Sequence[Span], names: Sequence[Span]) -> Span | None:
    """A name a few characters behind, for an amount that no name stands before."""
    for name in names:
        if name.start >= amount.end:
            gap = text[amount.end : name.start]
            return name if len(gap) <= 12 and not re.search(r"[;.)\d]", gap) else None
    return None


def _before(text: str, amount: Span, amounts: Sequence[Span], names: Sequence[Span]) -> list[Span]:
    before = [name for name in names if name.end <= amount.start]
    if not before:
        return []
    nearest = before[-1]
    gap = text[nearest.end : amount.start]
    if _ELSE.search(gap):
        return []
    counted = _THING.match(amount.text.lstrip("0123456789.,/ ")) and not _MEASURES.search(amount.text)
    if counted and not _ANSWER.search(gap) and len(gap) > 30:
        return []
    group = [nearest]
    joined = bool(_TOGETHER.search(gap))
    for name in reversed(before[:-1]):
        between = text[name.end : group[0].start]
        if any(name.end <= one.start < group[0].start for one in amounts):
            break
        if not (_BOTH.fullmatch(between) or (joined and _AND.fullmatch(between))):
            break
        group.insert(0, name)
        joined = True
    return group
