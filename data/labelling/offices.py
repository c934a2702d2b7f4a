"""Offices together with the body that they belong to."""

from collections.abc import Iterator

from data.labelling.bodies import BODY_PATTERNS, FIELD
from data.labelling.patterns import BEGIN, CAP, END, PROVINCE, compiled, finder
from data.labelling.vote import LabellingFunction, Vote

_DEPUTY = "(?:Quyền |Q\\. ?)?(?:[Pp]hó |Thứ )?"
_HEAD = (
    "[Bb]í thư|[Cc]hủ tịch|[Gg]iám đốc|[Tt]rưởng ban|[Tt]rưởng đoàn|[Tt]rưởng [Pp]hòng|[Cc]hánh [Vv]ăn phòng|[Cc]hánh [Tt]hanh tra|[Uu]ỷ viên"
    "|[Cc]hủ nhiệm|[Tt]ổng [Gg]iám đốc|[Vv]ụ trưởng|[Cc]ục trưởng|[Cc]hi cục trưởng|[Vv]iện trưởng|[Hh]iệu trưởng|[Tt]hống đốc|[Đđ]ại sứ|[Cc]hánh án|[Tt]ổng [Tt]hư ký"
    "|[Tt]ổ trưởng|[Cc]hỉ huy trưởng|[Bb]ộ trưởng|[Tt]hứ trưởng|[Tt]rưởng [Bb]an|[Tt]ổng cục trưởng|[Cc]hính ủy|[Tt]ư lệnh|[Tt]rưởng [Cc]ông an|[Tt]rưởng [Tt]iểu ban|[Tt]ổng [Bb]iên tập|[Vv]iện phó"
)
_MANNER = "(?: [Tt]hường trực| thứ nhất| chuyên trách| phụ trách| dự khuyết)?"
_BODY = "|".join(f"(?:{pattern})" for pattern in BODY_PATTERNS)
_UNIT = rf"(?:(?:tỉnh|huyện|thành phố|xã|thị xã|phường|quận|TP\.?)(?: (?:{PROVINCE}|\d{{1,2}}|{CAP} {CAP}(?! {CAP})))?|{PROVINCE})"
_PLAIN = r"Trung ương Đảng|Ban Chấp hành Trung ương(?: Đảng)?|BCH Trung ương(?: Đảng)?|Bộ Chính trị|nước|Ban Cán sự đảng|Đảng đoàn|Ban cán sự|Quân sự|(?:Ban )?(?:Tuyên giáo|Tổ chức|Nội chính|Dân vận|Kinh tế) (?:Trung ương|Tỉnh ủy|Thành ủy|Huyện ủy)"

WITH_BODY = compiled(
    rf"{BEGIN}{_DEPUTY}(?:{_HEAD}){_MANNER} (?:(?:của )?(?:{_PLAIN}|{_BODY}|{_UNIT}|{FIELD}))(?:,? (?:{_UNIT}))?{END}"
)
NATIONAL = compiled(
    rf"{BEGIN}(?:[Nn]guyên )?(?P<span>(?:[Pp]hó )?(?:[Tt]hủ tướng|[Tt]ổng [Bb]í thư|[Cc]hủ tịch nước|[Cc]hủ tịch (?:Quốc hội|QH))(?: [Tt]hường trực)?(?: Chính phủ| Lào| Trung Quốc| Nhật Bản| Hàn Quốc| Thái Lan| Campuchia)?)(?! các){END}"
)
BESIDE_NAME = compiled(rf"{BEGIN}(?P<span>{_DEPUTY}(?:{_HEAD}){_MANNER})(?= {CAP} {CAP}| {CAP}[,.])")
AFTER_NAME = compiled(
    rf"(?<=[,\-–] )(?P<span>{_DEPUTY}(?:{_HEAD}){_MANNER})(?=[,.;:)]| (?:cho biết|nói|phát biểu|khẳng định|nhấn mạnh))"
)


def _quantified(text: str) -> Iterator[Vote]:
    """Vote for offices with a body, unless the body itself is `UBND các huyện` and the like."""
    for match in WITH_BODY.finditer(text):
        rest = text[match.end() : match.end() + 5]
        if not rest.startswith((" các", " cấp")):
            yield Vote(*match.span(), "TITLE")


FUNCTIONS = (
    LabellingFunction("title_with_body", ("TITLE",), _quantified),
    LabellingFunction("title_national", ("TITLE",), finder(NATIONAL, "TITLE")),
    LabellingFunction("title_beside_name", ("TITLE",), finder(BESIDE_NAME, "TITLE")),
    LabellingFunction("title_after_name", ("TITLE",), finder(AFTER_NAME, "TITLE")),
)
