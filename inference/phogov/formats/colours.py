"""One colour a label, for pages, the demo and the terminal."""

from phogov.labels import LABELS

_ELEVEN = (
    "#56b4e9", "#3f7fbf", "#e69f00", "#009e73", "#f0e442", "#999999",
    "#cc79a7", "#b07fd6", "#d55e00", "#7ac74f", "#f58ea8",
)  # fmt: skip

COLOURS = dict(zip(LABELS, _ELEVEN, strict=True))
"""After Okabe and Ito (2008), whose colours colour-blind readers can tell apart; each span carries its label too."""

OTHER = "#aaaaaa"

MEANING = {
    "PER": ("người", "person"),
    "TITLE": ("chức vụ", "office held"),
    "ORG": ("cơ quan, tổ chức", "body"),
    "LOC": ("địa danh", "place"),
    "DATE": ("thời gian", "date or period"),
    "DOC": ("văn bản", "document"),
    "EVENT": ("sự kiện", "event"),
    "PROG": ("chương trình", "programme"),
    "IND": ("chỉ tiêu", "indicator"),
    "VAL": ("giá trị", "value"),
    "CHG": ("mức tăng, giảm", "change"),
}
"""What each label stands for, in Vietnamese and English."""

LOW = 0.5
"""Spans that score below this are marked as doubtful."""


def colour(label: str) -> str:
    """Return a label's colour; labels of other schemes share one."""
    return COLOURS.get(label, OTHER)
