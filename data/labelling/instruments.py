"""Documents, events and programmes: a type word with a number or a name of its own."""

from data.labelling.patterns import BEGIN, CAP, END, ROMAN, UPPER, compiled, finder
from data.labelling.vote import LabellingFunction

_KIND = (
    "[Nn]ghị quyết|[Cc]hỉ thị|[Kk]ết luận|[Qq]uyết định|[Nn]ghị định|[Tt]hông tư(?: liên tịch)?|[Kk]ế hoạch|[Đđ]ề án|[Cc]hương trình(?: hành động)?|[Qq]uy định|[Tt]ờ trình"
    "|[Cc]ông văn|[Bb]áo cáo|[Tt]hông báo|[Hh]ướng dẫn|[Pp]háp lệnh|[Cc]ông điện|[Ll]uật|[Vv]ăn bản|[Qq]uy chế|[Tt]hông tri|NQ|QĐ|CT|NĐ"
)
_NUMBERED = (
    rf"(?:số )?\d{{1,5}}(?:/\d{{4}})?(?: ?[-/–] ?[{UPPER}][\w&]{{0,10}}(?:[-/.–][{UPPER}][\w&]{{0,10}}){{0,3}})?"
)

DOC_NUMBER = compiled(rf"{BEGIN}(?:{_KIND}) {_NUMBERED}{END}")
LAW = compiled(
    rf"{BEGIN}(?:Bộ luật|Luật|Pháp lệnh|Hiến pháp|Điều lệ|Cương lĩnh) (?:[{UPPER}][\w]*)(?:,? (?:và |- )?(?:[{UPPER}]\w*|nghiệp|đai|sản|tư|bảo hiểm|hiểm|y tế|tế|xã hội|hội|nước|sách|lịch|ở|doanh|công|dân|dụng|nhân|chức|trường|thông|trật tự|thuế|phủ|phí|bản|sử dụng|nông nghiệp|Đảng)(?!\w)){{0,7}}(?: (?:năm )?(?:19|20)\d\d(?=[ ,.;)]))?{END}|Hiến pháp năm (?:19|20)\d\d"
)
DOC_CONGRESS = compiled(
    rf"{BEGIN}[Nn]ghị quyết (?:Đại hội|Trung ương|Hội nghị)(?: (?:Đảng|Đảng bộ|đại biểu|toàn quốc|tỉnh|huyện|thành phố|{CAP}|lần thứ (?:{ROMAN}|\d{{1,2}})|[Kk]hóa {ROMAN}|\d{{1,2}}|của Đảng)){{1,7}}(?: ?\([Kk]hóa {ROMAN}\))?{END}"
)
PLAN = compiled(
    rf"{BEGIN}(?:Quy hoạch (?:tỉnh|vùng|chung)(?: {CAP}(?: {CAP}){{0,3}})?|Kế hoạch phát triển (?:KT ?[-–] ?XH|kinh tế ?[-–] ?xã hội) 5 năm(?: \(\d{{4}} ?[-–] ?\d{{4}}\))?){END}"
)

_TERM = rf"(?:,? ?\(?(?:lần thứ (?:{ROMAN}|\d{{1,3}}|nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)|thứ (?:{ROMAN}|\d{{1,3}}|nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)|[Kk]hóa {ROMAN}|khoá \d{{1,2}})\)?)"
EVENT_SESSION = compiled(
    rf"{BEGIN}(?:[Kk]ỳ họp|[Pp]hiên họp|[Hh]ội nghị)(?: chuyên đề| bất thường| thường lệ| toàn thể)?{_TERM}{{1,2}}(?:,? (?:HĐND tỉnh|HĐND|Quốc hội)(?: [Kk]hóa {ROMAN})?)?{END}"
)
EVENT_PARTY = compiled(
    rf"{BEGIN}(?:[Hh]ội nghị|[Đđ]ại hội)(?: (?:Ban Chấp hành|BCH|Trung ương|T\.Ư|TƯ|Đảng bộ|Đảng|đại biểu|toàn quốc|tỉnh|huyện|thành phố|xã|{CAP}|MTTQ|Việt Nam|\d{{1,2}}(?= [(k])))+{_TERM}{{1,2}}(?: của Đảng)?{END}"
)
EVENT_CEREMONY = compiled(
    rf"{BEGIN}(?:[Ll]ễ|[Mm]ít tinh)? ?[Kk]ỷ niệm(?: lần thứ)? \d{{1,4}} năm(?: (?:[Nn]gày )?(?:thành lập|[{UPPER}]\w*|sinh|giải phóng|tái lập|truyền thống|tỉnh|huyện|Đảng bộ)){{1,7}}{END}"
)
EVENT_QUOTED = compiled(
    rf"{BEGIN}(?:[Hh]ội thảo|[Dd]iễn đàn|[Hh]ội nghị|[Cc]uộc thi|[Hh]ội thi|[Tt]riển lãm|[Ll]iên hoan|[Ll]ễ hội|[Tt]ọa đàm)(?: (?:khoa học|quốc tế|cấp cao|toàn quốc))* [“\"][^”\"\n]{{5,120}}[”\"]"
)

PROGRAMME = compiled(
    rf"{BEGIN}(?:[Cc]hương trình|CTMTQG)(?: (?:mục tiêu quốc gia|MTQG))(?:(?: về)? (?:xây dựng (?:nông thôn mới|NTM)|giảm nghèo bền vững|phát triển kinh tế ?[-–] ?xã hội vùng đồng bào dân tộc thiểu số và miền núi))?{END}"
)
PROGRAMME_RURAL = compiled(
    rf"{BEGIN}[Cc]hương trình (?:xây dựng (?:nông thôn mới|NTM)|135|30a|OCOP|[Mm]ỗi xã một sản phẩm)(?: \(OCOP\))?{END}|{BEGIN}OCOP{END}"
)
PROJECT = compiled(
    rf"{BEGIN}[Dd]ự án (?:đường |cao tốc |tuyến |cầu |khu |hồ |nhà máy |đường cao tốc |Cảng |thủy điện |kè )*{CAP}(?: (?:{CAP}|- (?={CAP})|đường|sắt|đô|thị|hàng|không|quốc|tế|điện|cao|tốc)){{0,10}}{END}"
)
CAMPAIGN = compiled(
    rf"{BEGIN}(?:[Pp]hong trào(?: thi đua)?|[Cc]uộc vận động|[Cc]hiến dịch|[Cc]hương trình) [“\"][^”\"\n]{{5,120}}[”\"]"
)

FUNCTIONS = (
    LabellingFunction("doc_number", ("DOC",), finder(DOC_NUMBER, "DOC")),
    LabellingFunction("doc_law", ("DOC",), finder(LAW, "DOC")),
    LabellingFunction("doc_congress", ("DOC",), finder(DOC_CONGRESS, "DOC")),
    LabellingFunction("doc_plan", ("DOC",), finder(PLAN, "DOC")),
    LabellingFunction("event_session", ("EVENT",), finder(EVENT_SESSION, "EVENT")),
    LabellingFunction("event_party", ("EVENT",), finder(EVENT_PARTY, "EVENT")),
    LabellingFunction("event_ceremony", ("EVENT",), finder(EVENT_CEREMONY, "EVENT")),
    LabellingFunction("event_quoted", ("EVENT",), finder(EVENT_QUOTED, "EVENT")),
    LabellingFunction("programme_national", ("PROG",), finder(PROGRAMME, "PROG")),
    LabellingFunction("programme_rural", ("PROG",), finder(PROGRAMME_RURAL, "PROG")),
    LabellingFunction("programme_project", ("PROG",), finder(PROJECT, "PROG")),
    LabellingFunction("programme_campaign", ("PROG",), finder(CAMPAIGN, "PROG")),
)
