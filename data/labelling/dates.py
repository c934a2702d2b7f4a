"""Dates, and periods that the text or the report fixes."""

from data.labelling.patterns import BEGIN, END, ROMAN, compiled, finder
from data.labelling.vote import LabellingFunction

_YEAR = r"(?:19|20)\d\d"
_DAY = rf"\d{{1,2}}[/.\-]\d{{1,2}}(?:[/.\-](?:{_YEAR}|\d\d))?"
_LONG = rf"\d{{1,2}} tháng \d{{1,2}}(?: năm {_YEAR})?"
_PART = "(?:[Đđ]ầu |[Gg]iữa |[Cc]uối )"
_OF_DAY = "[Ss]áng|[Tt]rưa|[Cc]hiều|[Tt]ối|[Đđ]êm"
_DASH = r" ?[-–—] ?"
_REL = "nay|qua|ngoái|trước|tới|sau"

DAY = compiled(
    rf"{BEGIN}(?:(?:{_OF_DAY})(?: ngày)? |(?:[Nn]gày|[Hh]ôm) )(?:{_LONG}|{_DAY}|\d{{1,2}}(?=[ ,.)]))"
    rf"(?:{_DASH}{_DAY})?{END}"
)
NUMERIC = compiled(rf"(?<![\w/.,-])\d{{1,2}}[/-]\d{{1,2}}[/-]{_YEAR}(?![\w/])")
WEEKDAY = compiled(rf"(?:[Tt]hứ (?:[Hh]ai|[Bb]a|[Tt]ư|[Nn]ăm|[Ss]áu|[Bb]ảy)|[Cc]hủ [Nn]hật), (?:ngày )?{_DAY}")
YEAR = compiled(rf"{BEGIN}(?:{_PART})?(?:[Nn]ăm(?: học)? ){_YEAR}(?:{_DASH}{_YEAR})?(?! nghị quyết){END}")
BARE_YEAR = compiled(rf"(?:đến|từ|và|với|sang|trước|sau|-|–|tới) (?P<span>{_YEAR}){END}(?![.,]\d|/)")
MONTHS = compiled(
    rf"{BEGIN}(?:(?:\d{{1,2}}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) (?:tháng|quý) (?:đầu|cuối)(?: của)? năm(?: nay| {_YEAR})?"
    rf"|\d{{1,2}} tháng/{_YEAR}|\d{{1,2}} tháng(?: năm {_YEAR}| qua)|[Nn]hững (?:tháng|ngày) (?:đầu|cuối)(?: của)? năm(?: nay| {_YEAR})?)"
)
MONTH = compiled(rf"{BEGIN}(?:{_PART})?[Tt]háng \d{{1,2}}(?:/{_YEAR}| năm {_YEAR}| năm nay)?(?![\w%]| tháng)")
REPORT_MONTHS = compiled(r"(?<![\d.,/-])(?P<span>(?:3|6|9) tháng)(?= đạt| ước|,| đầu| tăng| của)(?! tuổi)")
QUARTER = compiled(rf"{BEGIN}[Qq]uý (?:{ROMAN}|\d)(?:(?:/| năm |[-/]){_YEAR})?{END}")
PERIOD = compiled(
    rf"{BEGIN}(?:{_PART})?(?:[Gg]iai đoạn|[Nn]hiệm kỳ|[Nn]hiệm kì|[Tt]hời kỳ|[Nn]iên khóa|GĐ)(?: năm)? {_YEAR}(?:{_DASH}{_YEAR})?{END}"
)
RANGE = compiled(rf"(?<=\()(?P<span>{_YEAR}{_DASH}{_YEAR})(?=\))")
SAME = compiled(rf"{BEGIN}[Cc]ùng kỳ(?: năm (?:{_YEAR}|trước|ngoái)| {_YEAR})?{END}|{BEGIN}cùng kỳ các năm trước{END}")
RELATIVE = compiled(
    rf"{BEGIN}(?:[Hh]ôm (?:nay|qua|sau)|(?:{_OF_DAY}) (?:nay|qua|cùng ngày)|[Cc]ùng ngày"
    rf"|(?:{_PART})?[Nn]ăm (?:{_REL}){END}|[Cc]ả năm|(?:[Đđ]ầu|[Gg]iữa|[Cc]uối) (?:năm|nhiệm kỳ(?= {_YEAR}))(?: nay)?"
    rf"|\d{{1,2}} năm (?:qua|tới|gần đây)|[Tt]háng (?:{_REL})|[Tt]uần (?:{_REL})|[Qq]uý (?:{_REL})){END}"
)

FUNCTIONS = tuple(
    LabellingFunction(f"date_{name}", ("DATE",), finder(pattern, "DATE"))
    for name, pattern in {
        "day": DAY,
        "numeric": NUMERIC,
        "weekday": WEEKDAY,
        "year": YEAR,
        "bare_year": BARE_YEAR,
        "months": MONTHS,
        "month": MONTH,
        "report_months": REPORT_MONTHS,
        "quarter": QUARTER,
        "period": PERIOD,
        "range": RANGE,
        "same": SAME,
        "relative": RELATIVE,
    }.items()
)
