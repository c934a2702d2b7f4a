"""Names of people."""

import re
from collections.abc import Iterator

from data.labelling.offices import BESIDE_NAME, NATIONAL, WITH_BODY
from data.labelling.patterns import BEGIN, CAP, END, NAME, alternatives, compiled, finder, place_names, surnames
from data.labelling.vote import LabellingFunction, Vote

_HONORIFIC = (
    "[Đđ]ồng chí|[ÔÓô]ng|ông|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|đ/c|Đ/c|GS\\.? ?TS\\.?|PGS\\.? ?TS\\.?|TS\\.?|ThS\\.?"
    "|[Bb]ác sĩ|[Ll]uật sư|[Đđ]ại tướng|[Tt]rung tướng|[Tt]hiếu tướng|[Tt]hượng tướng|[Đđ]ại tá|[Tt]hượng tá|[Tt]rung tá|[Tt]hiếu tá|[Đđ]ại biểu|[Bb]ác"
)
_SURNAME = "|".join(re.escape(name) for name in surnames())
_LEVEL_BEFORE = re.compile(
    compiled(
        r"(?:tỉnh|thành phố|huyện|xã|phường|quận|thị trấn|thị xã|TP\.?|đường|phố|trường|tại|ở|sông|núi|hồ|cầu|thôn|bản|ấp|khu|cảng|đảo|công ty|Trường|Đường|Công ty|vùng|bang) ?$"
    ).pattern,
    re.I,
)

CUED = compiled(rf"{BEGIN}(?:{_HONORIFIC}) (?P<span>{NAME}){END}")
SURNAME_LED = compiled(rf"{BEGIN}(?P<span>(?:{_SURNAME})(?: {CAP}){{1,4}}){END}")
CREDIT = compiled(
    rf"(?:Ảnh|Ảnh minh họa|Tin, ảnh|Bài, ảnh|Bài và ảnh|Tin|Bài|Nguồn|ẢNH)(?: ?[:/]) ?(?P<span>(?:{CAP}[ .]){{0,4}}{CAP}){END}"
)
SIGNED = compiled(rf"(?m)^(?P<span>{CAP}(?: {CAP}){{1,3}})$")
LISTED = compiled(rf"(?<=; )(?P<span>{CAP}(?: {CAP}){{1,4}})(?=[,-]| -)")


def _surname_led(text: str) -> Iterator[Vote]:
    """Names led by a surname, unless they are a place's or stand behind a word for a place."""
    places = place_names()
    for match in SURNAME_LED.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        name = match["span"]
        if name in places or _LEVEL_BEFORE.search(before):
            continue
        if " " not in name[name.index(" ") + 1 :] and " ".join(name.split()[:2]) in places:
            continue
        yield Vote(*match.span("span"), "PER")


_AFTER_TITLE = compiled(
    rf" (?P<span>{CAP}(?: {CAP}){{1,4}}|{CAP}(?= (?:nói|cho|khẳng|đề|yêu|nhấn|phát|đã|cũng|chia|nhận|trả))){END}"
)


def _after_title(text: str) -> Iterator[Vote]:
    """Names directly behind an office."""
    for pattern in (NATIONAL, WITH_BODY, BESIDE_NAME):
        for match in pattern.finditer(text):
            end = match.end("span") if "span" in pattern.groupindex else match.end()
            name = _name_behind(text, end)
            if name and name["span"] not in place_names():
                yield Vote(*name.span("span"), "PER")


def _name_behind(text: str, at: int) -> re.Match[str] | None:
    """Match a name at a position, behind one space."""
    return _AFTER_TITLE.match(text, at) if text[at : at + 1] == " " else None


def _repeated(text: str) -> Iterator[Vote]:
    """The given name, behind an honorific, of somebody whom the document names in full."""
    found = {text[vote.start : vote.end] for vote in _surname_led(text)}
    given = {name.split()[-1] for name in found} | {
        " ".join(name.split()[-2:]) for name in found if name.count(" ") > 1
    }
    if not given:
        return
    pattern = re.compile(rf"(?<!\w)(?:[ÔÓôó]ng|[Bb]à) (?P<span>{alternatives(given)})(?!\w)")
    yield from finder(pattern, "PER")(text)


def _lines(text: str) -> Iterator[Vote]:
    """By-lines: a line that is a name led by a surname, or two capitalised syllables that are no place."""
    known = set(surnames())
    for match in SIGNED.finditer(text):
        if (match["span"].split()[0] in known or match["span"].count(" ") == 1) and match["span"] not in place_names():
            yield Vote(*match.span("span"), "PER")


def _listed(text: str) -> Iterator[Vote]:
    """Names behind a semicolon: `A, office; B, office`."""
    known = set(surnames())
    for match in LISTED.finditer(text):
        if match["span"].split()[0] in known and match["span"] not in place_names():
            yield Vote(*match.span("span"), "PER")


FUNCTIONS = (
    LabellingFunction("person_cued", ("PER",), finder(CUED, "PER")),
    LabellingFunction("person_surname", ("PER",), _surname_led),
    LabellingFunction("person_after_title", ("PER",), _after_title),
    LabellingFunction("person_repeated", ("PER",), _repeated),
    LabellingFunction("person_line", ("PER",), _lines),
    LabellingFunction("person_listed", ("PER",), _listed),
    LabellingFunction("person_credit", ("PER",), finder(CREDIT, "PER")),
)
