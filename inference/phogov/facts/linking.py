"""Which indicator an amount measures: rules over the spans of one sentence."""

import re
from collections.abc import Sequence

from phogov.span import Span

_VALUE_FIRST = re.compile(r"\s*(?:số |là |tổng số )?\s*")
_AND = re.compile(r"\s*(?:,\s*)?(?:và|,|cùng|cùng với|với)\s*(?:các\s*)?")
_BOTH = re.compile(r"\s*(?:,\s*)?(?:và|cùng|cùng với)\s*")
_TOGETHER = re.compile(r"\b(?:đều|cùng)\b", re.IGNORECASE)
_ELSE = re.compile(r"\b(?:mức )?bình quân chung\b|\bcủa cả nước\b|\bxếp thứ\b", re.IGNORECASE)
_STOP = re.compile(r"\b(?:trong khi|tuy nhiên)\b", re.IGNORECASE)
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
    first_of = {span.start for span in names}
    taken: set[int] = set()
    linked: list[tuple[Span, list[Span]]] = []
    for amount in amounts:
        after = _following(text, amount, names)
        if after is not None and after.start in first_of:
            taken.add(after.start)
            linked.append((amount, [after]))
            continue
        linked.append((amount, _before(text, amount, amounts, names)))
    return linked


def _following(text: str, amount: Span, names: Sequence[Span]) -> Span | None:
    for name in names:
        if name.start >= amount.end:
            return name if amount.label == "VAL" and _VALUE_FIRST.fullmatch(text, amount.end, name.start) else None
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
