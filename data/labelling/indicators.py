"""Names of measured quantities: a head noun and what belongs to it, up to the verb, the value or the place."""

import re
from collections.abc import Iterator

from data.labelling.amounts import CHANGE
from data.labelling.patterns import UPPER, compiled
from data.labelling.vote import LabellingFunction, Vote

_HEAD = (
    "[Tt]ỷ lệ|[Tt]ỉ lệ|[Tt]ỷ trọng|[Tt]ỉ trọng|[Tt]ốc độ(?: tăng)?(?: trưởng)?|[Tt]ăng trưởng (?:kinh tế|GRDP|GDP|tín dụng)|[Tt]ổng (?:sản phẩm|số|vốn|mức|thu|chi|giá trị|lượng|diện tích|kinh phí|sản lượng|kim ngạch|nguồn vốn|đàn|dư nợ|doanh thu|dân số|trữ lượng|chiều dài|công suất)"
    "|[Tt]hu (?:ngân sách|nhập|nội địa|NSNN)|[Cc]hi ngân sách|[Gg]iá trị|[Dd]oanh thu|[Ss]ản lượng|[Nn]ăng suất|[Dd]iện tích|[Dd]ân số|[Kk]im ngạch|[Xx]uất khẩu|[Nn]hập khẩu"
    "|GRDP|GDP|[Cc]hỉ số|[Mm]ức (?:giảm|tăng|sống|thu|lương|đóng|hỗ trợ|tăng trưởng)|[Ss]ố (?:xã|hộ|người|lượng|dự án|doanh nghiệp|lao động|lượt|vụ|ca|huyện|thôn|học sinh|phiếu|tiền|vốn|việc làm|cán bộ|trường)|[Vv]ốn (?:đầu tư|FDI|ODA|đăng ký)"
    "|[Dd]ư nợ|[Nn]guồn vốn|[Kk]inh phí|[Qq]uy mô|[Mm]ật độ|[Cc]ông suất|[Ll]ượng khách|[Ll]ượng|[Gg]iải ngân|[Hh]ộ nghèo|[Ll]ãi suất|[Tt]uổi thọ|[Bb]ình quân|[Gg]iá đất|[Cc]hiều dài|[Cc]ông nghiệp|[Cc]ơ cấu|[Đđ]ộ che phủ|[Kk]hu vực (?:dịch vụ|công nghiệp|nông|I+)|[Hh]uy động|[Ll]ợi nhuận|[Nn]ộp ngân sách"
)
_STOP = r"(?: (?:đạt(?! (?:và|chuẩn|vượt|tiêu|danh|mục|yêu))|là|ước|chiếm|còn|tăng|giảm|bằng|được|đã|sẽ|phải|khoảng|trên|dưới|hơn|gần|từ|lên|xuống|vượt|có|trong|năm|tháng|giai đoạn|so|theo kế hoạch|tại|đến|cũng|luôn|không|do|để|nhằm|với|vào|mới chỉ|phấn đấu|tiếp tục|cao|thấp|đứng|cả|của (?:[A-ZĐ])|tỉnh [A-ZĐ]|và )(?!\w)|[,;:.\n()]|\d)"
_NAME = compiled(rf"(?<!\w)(?:{_HEAD})(?!\w)")
_END = re.compile(compiled(rf"{_STOP}").pattern)
_BRACKET = re.compile(r" ?\((?:[A-Z]{2,8}|giá [\w ]{2,20}|theo [\w ]{2,40})\)")
_SCOPE = compiled(r" (?:của tỉnh|trên địa bàn tỉnh|trên địa bàn|toàn tỉnh|cả nước|bình quân đầu người|đầu người)(?!\w)")
_LONGEST = 110


def _bounds(text: str, start: int, head_end: int) -> int:
    """Return where the noun phrase that opens at `start` ends."""
    at = head_end
    limit = min(len(text), start + _LONGEST)
    while at < limit:
        stop = _END.search(text, at, limit)
        if not stop:
            return -1
        at = stop.start()
        if bracket := _BRACKET.match(text, at):
            at = bracket.end()
            continue
        if scope := _SCOPE.match(text, at):
            at = scope.end()
            continue
        return at
    return -1


_MEASURED = re.compile(r"[^.;\n]{0,60}?\d")


def _named(text: str) -> Iterator[Vote]:
    """A head noun with its complements, where a number follows in the same clause or a list of indicators is open."""
    last = 0
    for match in _NAME.finditer(text):
        if match.start() < last:
            continue
        end = _bounds(text, match.start(), match.end())
        if end < 0 or not _MEASURED.match(text, end):
            continue
        last = end
        yield Vote(match.start(), end, "IND")


_LIST_ITEM = compiled(
    rf"(?m)^ ?[-+•*] ?(?P<span>[{UPPER}][^:\n]{{3,110}}?)(?:: | đạt | ước | là | còn )(?=[^\n]{{0,20}}\d)"
)


def _list_item(text: str) -> Iterator[Vote]:
    """`- Name: value` lines."""
    for match in _LIST_ITEM.finditer(text):
        yield Vote(*match.span("span"), "IND")


_BEFORE_CHANGE = compiled(
    r"(?:^|[,;.:] |\n)(?P<span>(?:[Kk]hu vực|[Nn]gành|[Cc]ông nghiệp|[Dd]ịch vụ|[Nn]ông,? lâm|[Nn]ông nghiệp|[Xx]ây dựng|[Tt]hương mại|[Dd]u lịch|[Xx]uất khẩu|[Nn]hập khẩu)[^,.;:\n\d]{0,60}?)(?: ước)?(?: đạt)? $"
)


def _before_change(text: str) -> Iterator[Vote]:
    """A sector with a growth figure of its own: `khu vực dịch vụ tăng 7,33%`."""
    for match in CHANGE.finditer(text):
        lead = _BEFORE_CHANGE.search(text, max(0, match.start() - 90), match.start())
        if lead:
            yield Vote(*lead.span("span"), "IND")


FUNCTIONS = (
    LabellingFunction("indicator_named", ("IND",), _named),
    LabellingFunction("indicator_list_item", ("IND",), _list_item),
    LabellingFunction("indicator_before_change", ("IND",), _before_change),
)
