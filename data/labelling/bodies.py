"""Organisations: the grammar of Party and state bodies, and companies."""

import re

from data.labelling.patterns import ACRONYM, BEGIN, CAP, END, LEVEL, PROVINCE, ROMAN, compiled, finder, tone
from data.labelling.vote import LabellingFunction

_FIELDS = """Tài chính|Nội vụ|Y tế|Công an|Quốc phòng|Nông nghiệp và Phát triển nông thôn|Nông nghiệp và PTNT|Nông nghiệp - PTNT
|NN&PTNT|NN-PTNT|NN và PTNT|NNPTNT|Nông nghiệp và Môi trường|Nông nghiệp|Giao thông vận tải|Giao thông Vận tải|GTVT - XD|GTVT|Giao thông|Xây dựng|Công Thương
|Công thương|Kế hoạch và Đầu tư|Kế hoạch - Đầu tư|KH&ĐT|KH-ĐT|KHĐT|Lao động - Thương binh và Xã hội|Lao động, Thương binh và Xã hội
|LĐ-TB&XH|LĐTB&XH|LĐ-TB-XH|Tài nguyên và Môi trường|Tài nguyên - Môi trường|Tài nguyên môi trường|TN&MT|TN-MT|Văn hóa, Thể thao và Du lịch|Văn hoá, Thể thao và Du lịch
|VH-TT-DL|VH,TT&DL|VHTT&DL|VHTTDL|Văn hóa và Thể thao|Giáo dục và Đào tạo|Giáo dục - Đào tạo|GD&ĐT|GD-ĐT|GDĐT|Khoa học và Công nghệ|KH&CN|KHCN
|Thông tin và Truyền thông|TT&TT|Ngoại giao|Tư pháp|Du lịch|Dân tộc và Tôn giáo|Dân tộc|Ngoại vụ|Quy hoạch - Kiến trúc|Quy hoạch Kiến trúc|Tổng tham mưu|Chỉ huy Quân sự"""
_FIELD = "|".join(sorted({re.escape(f.strip()) for f in _FIELDS.replace("\n", "").split("|")}, key=len, reverse=True))
_PLACE = rf"(?: (?:{LEVEL}) (?:{PROVINCE}|HCM|\d{{1,2}}|{CAP}(?: {CAP})?)(?!\w)|,? {PROVINCE}(?!\w)| (?:tỉnh|huyện|thành phố|xã|thị xã|phường|quận|TP)(?! {CAP})(?!\w))"
_TERM = rf"(?: [Kk]hóa (?:{ROMAN}|\d{{1,2}}))?"
_PARTY = "[Tt]ỉnh ủy|[Tt]hành ủy|[Hh]uyện ủy|[Tt]hị ủy|[Qq]uận ủy|[Đđ]ảng ủy|Quân ủy|Khu ủy"
_ELECTED = "UBND|HĐND|Ủy ban nhân dân|Ủy ban Nhân dân|Hội đồng nhân dân|Hội đồng Nhân dân|UBMTTQ|Ủy ban MTTQ|MTTQ|Ủy ban Mặt trận Tổ quốc|Mặt trận Tổ quốc|Đoàn ĐBQH|Đoàn Đại biểu Quốc hội|Đoàn đại biểu Quốc hội|Hội LHPN|Tỉnh đoàn|Hội Nông dân|Hội Cựu chiến binh"

NATIONAL = compiled(
    rf"{BEGIN}(?:Ủy ban [Tt]hường vụ Quốc hội|UBTVQH|Quốc hội(?: khóa {ROMAN})?|Chính phủ|Bộ Chính trị|Ban Bí thư|Nhà nước|Trung ương(?: Đảng)?|T\.?Ư|TƯ"
    rf"|Ban Chấp hành Trung ương(?: Đảng)?(?: khóa {ROMAN})?|BCH Trung ương|Ban [Tt]ổ chức Trung ương|Ban Tuyên giáo Trung ương|Ban Kinh tế Trung ương|Ủy ban Kiểm tra Trung ương|Ban Nội chính Trung ương|Ban Dân vận Trung ương"
    rf"|(?:Ban (?:Tuyên giáo|Tổ chức|Nội chính|Dân vận|Kinh tế|Đối ngoại)|Ủy ban Kiểm tra) (?:Trung ương|T\.?Ư|Tỉnh ủy|Thành ủy|Huyện ủy)|Mặt trận|Trung ương MTTQ Việt Nam|Ủy ban Trung ương MTTQ Việt Nam|Hội đồng bầu cử quốc gia|Văn phòng Chính phủ|VPCP|Thanh tra Chính phủ|Ngân hàng Nhà nước(?: Việt Nam)?|NHNN|Tổng cục Thống kê|Kiểm toán Nhà nước"
    rf"|Đảng Cộng sản Việt Nam|ASEAN|APEC|WTO|EU|WB|ADB|UNESCO|FAO|WHO|IMF|TTXVN|VGP|NHCSXH|VCCI|Agribank|Vietcombank|BIDV|UNDP|QH|JICA){END}"
)
PARTY_WORD = compiled(r"(?<!\w)Đảng(?! (?:bộ|ủy|viên|đoàn|Cộng|[Dd]ân|[Bb]ảo))(?!\w)")
BODY = compiled(
    rf"{BEGIN}(?:(?:[Bb]an [Tt]hường vụ|BTV|[Tt]hường trực|[Bb]an [Cc]hấp hành|BCH|Văn phòng) (?:{_PARTY}|{_ELECTED}|Đảng bộ|Đảng ủy|Trung ương)|{_PARTY}|{_ELECTED}|Đảng bộ)"
    rf"(?: và HĐND)?(?:{_PLACE}){{0,2}}(?! các| cấp){_TERM}{END}"
)
MINISTRY = compiled(rf"{BEGIN}(?:Bộ|Sở|Ty|Phòng|Vụ|Cục|Chi cục|Tổng cục|Ngành) (?:{_FIELD})(?:{_PLACE})?{END}")
OFFICE = compiled(
    rf"{BEGIN}(?:Tổng cục|Cục|Chi cục|Vụ|Viện|Sở|Ban|Ủy ban|Hội đồng|Hội|Liên đoàn|Liên hiệp|Liên minh|Hiệp hội|Trung tâm|Trường|Đại học|Học viện|Công an|Bộ Chỉ huy|Bộ Tư lệnh|Tòa án|Viện Kiểm sát|Thanh tra|Văn phòng|Kho bạc|Bảo hiểm|Ngân hàng|Quỹ|Bệnh viện|Báo|Đài|Tạp chí|Thông tấn xã|Ban Quản lý|Ban quản lý|Ban chỉ đạo|Ban Chỉ đạo|Ban Tổ chức|Ban Tuyên giáo|Tổ công tác|Đoàn)"
    rf"(?: (?:{CAP}|{ACRONYM}|&|-))"
    rf"(?: (?:{CAP}|{ACRONYM}|và (?={CAP})|- (?={CAP})|(?:tỉnh|huyện|thành phố|TP\.?|xã|thị xã|quận) (?={CAP})|nhân dân|nước|dân|nghiệp|sản|vụ|vận|kê|hóa|hoá|tế|thông|học|trường|chính|quan|thuế|tra|triển|lý|đoàn|công|tư|nghệ|động|nông thôn|nghĩa|môi|lịch|hội|nhân|tỉnh(?!\w)|huyện(?!\w))){{0,9}}{END}"
)
COMPANY = compiled(
    rf"{BEGIN}(?:Tổng [Cc]ông ty|Công ty|Cty|Tập đoàn|Doanh nghiệp|HTX|Hợp tác xã)(?: (?:TNHH|CP|[Cc]ổ phần|MTV|một thành viên|Một thành viên|[Tt]rách nhiệm hữu hạn))*(?: (?:{CAP}|{ACRONYM}|và (?={CAP})|&|-|tư|xây dựng|dựng|mại|thương mại|dịch vụ|đầu tư|khẩu|nghiệp|thác|sản xuất|phát triển|triển)){{1,9}}{END}"
)

FUNCTIONS = (
    LabellingFunction("org_national", ("ORG",), finder(NATIONAL, "ORG")),
    LabellingFunction("org_party_word", ("ORG",), finder(PARTY_WORD, "ORG")),
    LabellingFunction("org_body", ("ORG",), finder(BODY, "ORG")),
    LabellingFunction("org_ministry", ("ORG",), finder(MINISTRY, "ORG")),
    LabellingFunction("org_office", ("ORG",), finder(OFFICE, "ORG")),
    LabellingFunction("org_company", ("ORG",), finder(COMPANY, "ORG")),
)
FIELD = _FIELD
BODY_PATTERNS = tuple(tone(p.pattern) for p in (NATIONAL, BODY, MINISTRY, OFFICE))
