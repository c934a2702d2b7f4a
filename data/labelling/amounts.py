"""Values and changes: bounds, numbers, units and rates; and changes with their direction word."""

import re
from collections.abc import Iterator

from data.labelling.patterns import BEGIN, NUMBER, compiled, finder
from data.labelling.vote import LabellingFunction, Vote

BOUND = (
    "[Tt]rên|[Dd]ưới|[Hh]ơn|[Gg]ần|[Kk]hoảng|[Íí]t nhất|[Tt]ối đa|[Tt]ối thiểu|[Kk]hông quá|[Xx]ấp xỉ|[Gg]ần như|[Cc]hừng"
    "|[Kk]hoảng hơn|[Kk]hoảng gần|[Kk]hoảng trên|[Ww]ớc|bình quân|trung bình|[Hh]ơn khoảng|từ|[≥≤><~]"
)
MONEY = r"(?:nghìn |ngàn |triệu |trăm |vạn )?(?:tỷ|tỉ|triệu|nghìn|ngàn) ?(?:đồng|đ|USD|đô la|EUR|euro|VND|VNĐ|yên|NDT)?|đồng|VNĐ|VND|USD|tỷ USD|EUR"
MEASURE = (
    "ha|héc ta|km2|km²|km|m2|m²|m3|m³|m|mét|tấn|tạ|kg|lít|MW|MWp|kWh|KWh|kV|KV|GW|MVA|TEU|DWT|tấn/năm|tạ/ha|tấn/ha|ngàn tấn"
    "|triệu tấn|nghìn tấn|nghìn ha|triệu m3|giờ|kw|cm|sào|hải lý|điểm %|điểm phần trăm|mm|ngày|tCO2|tấn CO2"
)
COUNTED = (
    "lượt người|lượt khách|lượt|người|xã|phường|thị trấn|huyện|thôn|bản|buôn|hộ dân|hộ nghèo|hộ|gia đình|dự án|công trình|doanh nghiệp|cơ sở|trường hợp"
    "|trường|lao động|tàu|chiếc|con|cây|sản phẩm|tiêu chí|chỉ tiêu|mô hình|hợp tác xã|HTX|phiếu|đại biểu|cuộc|vụ|điểm|lớp|học sinh"
    "|giường|căn|phòng|nhà|tuyến|cầu|máy|suất|tỉnh, thành phố|tỉnh|địa phương|đơn vị|khách|du khách|lần|cán bộ|đảng viên|hồ sơ|thủ tục|km|đồng chí|nhiệm vụ|văn bản|ngôi nhà|hội viên|bệnh nhân|ca"
)
RATE = r"(?:/(?:năm|tháng|ngày|người|hộ|ha|m2|m²|m3|giờ|lượt|km|sản phẩm|lao động|tấn|kg|vụ|suất|giấy|trường hợp|quý|đại biểu|khẩu|học sinh)){0,3}"
_RANGE = rf"(?:{NUMBER})(?:(?: ?%)? ?(?:-|–|đến|tới|/) ?(?:{NUMBER}))?"
_MILLIONS = "(?:triệu |nghìn |ngàn |vạn |tỷ )?"
_UNIT = rf"(?: ?%(?:/năm)?| {_MILLIONS}(?:lượt khách du lịch|lượt khách|lượt người|lượt|{COUNTED}|tổ chức|giáo viên|tổng cục|thành viên)| {_MILLIONS}(?:{MEASURE})| ?(?:{MEASURE})| ?(?:{MONEY}))(?![\w])"
AMOUNT = rf"(?:{_RANGE})(?:{_UNIT}){RATE}(?: trở lên)?"
_BOUNDED = rf"(?:(?:{BOUND}) ){{0,2}}"

VALUE = compiled(rf"(?<![\w.,/-]){_BOUNDED}{AMOUNT}(?! tuổi)(?!\w)")
SHARE = compiled(rf"(?<![\w.,/-])\d{{1,4}}/\d{{1,4}}(?: (?:{COUNTED}))?(?![\w/-])")
BARE = compiled(
    rf"(?:đạt|có|còn|là|gồm|chiếm|được|với|lên|xuống|bằng|giao|tổng số|thu hút|cấp|tạo|cho|và|,|trong số) (?P<span>{_BOUNDED}(?:{NUMBER}))(?= [a-zà-ỹđ])(?! (?:năm|tháng|ngày|giờ|nhóm|nội dung|đột phá|giải pháp|lần|tuần|quý|điều|mặt|nhiệm vụ|phút)\b)"
)
COLON = compiled(rf": (?P<span>{_BOUNDED}{AMOUNT})")

DIRECTION = "tăng trưởng bình quân|[Tt]ăng|[Gg]iảm|[Vv]ượt|[Tt]hêm|[Gg]ấp|[Cc]ao hơn|[Tt]hấp hơn|hụt|mất|cắt giảm|tăng thêm|giảm được"
_BETWEEN = "(?:(?:bình quân|thêm|khoảng|hơn|gần|trên|lần lượt|tới|đến|tối đa|trung bình|tương ứng|được|xấp xỉ|ít nhất|mạnh|nhẹ|từ|dưới) ){0,3}"
CHANGE = compiled(
    rf"{BEGIN}(?:bình quân )?(?:{DIRECTION}) {_BETWEEN}(?:{AMOUNT}|{_RANGE}(?= (?:so với|lần))|{_RANGE} lần|đôi)(?!\w)"
)

_COUNTED_UNIT = compiled(rf" (?:{COUNTED}|tổ chức|giáo viên|tổng cục|thành viên)$")
_PHRASE_END = compiled(
    r" (?:đạt(?! (?:và|chuẩn|vượt|tiêu|danh|mục|yêu))|là|được|đã|sẽ|có|trong|năm|tháng|với|tại|từ|đến|và(?! vượt)|của|ở|cho|theo|tăng|giảm|so|chiếm|trên|nhằm|để|do|không|vào|bị|phải|thì|mà|nhưng|còn|gồm|về|như|khi|đang|này|đó|một|mỗi|các|những|trở|trước|sau|qua|tham|nằm|thuộc|ra|gây|nên|hoặc|cùng|bằng)(?!\w)|[,.;:()\n\d\"“”–/]| - "
)


def _counted(text: str, match: re.Match[str]) -> Iterator[Vote]:
    """A number with its noun: all VAL where the noun is bare, else VAL and the qualified phrase IND."""
    unit = _COUNTED_UNIT.search(match[0])
    percent = match[0].endswith("%")
    if not unit and not percent:
        yield Vote(*match.span(), "VAL")
        return
    number_end = match.start() + unit.start() if unit else match.end()
    noun_end = match.end() if unit else text.find(" ", match.end() + 1)
    stop = _PHRASE_END.search(text, max(match.end(), noun_end), match.start() + 140)
    if unit and (stop is None or stop.start() == match.end()):
        yield Vote(*match.span(), "VAL")
        return
    yield Vote(match.start(), number_end, "VAL")
    if stop and (unit or (text[match.end() : match.end() + 1] == " " and not _PHRASE_END.match(text, match.end()))):
        phrase = text[number_end + 1 : stop.start()]
        if phrase[:1].islower() and (unit or phrase.count(" ") > 0):
            yield Vote(number_end + 1, stop.start(), "IND")


def _amounts(text: str) -> Iterator[Vote]:
    for match in VALUE.finditer(text):
        yield from _counted(text, match)


def _shares(text: str) -> Iterator[Vote]:
    """`22/55`, unless it can be read as a day and a month."""
    for match in SHARE.finditer(text):
        first, second = (int(part) for part in match[0].split(" ")[0].split("/"))
        if " " not in match[0] and 1 <= first <= 31 and 1 <= second <= 12:
            continue
        yield from _counted(text, match)


FUNCTIONS = (
    LabellingFunction("value_amount", ("VAL", "IND"), _amounts),
    LabellingFunction("value_share", ("VAL", "IND"), _shares),
    LabellingFunction("value_bare", ("VAL",), finder(BARE, "VAL")),
    LabellingFunction("value_colon", ("VAL",), finder(COLON, "VAL")),
    LabellingFunction("change_amount", ("CHG",), finder(CHANGE, "CHG")),
)
