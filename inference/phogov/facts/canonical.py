"""Canonical ids and English names of indicators.

A name is cut to the words that tell one indicator from another: places, periods, price bases and function words go,
and what has an abbreviation is abbreviated. Names are of one indicator where all words left agree, misspellings aside.
"""

import re
from functools import cache, lru_cache
from itertools import product

from phogov.facts.tables import read_table
from phogov.normalise import normalise

MISSPELT = 2
"""Words of a name that may be misspelt."""
SHORTEST = 4
"""Letters that a misspelt word has at least: shorter ones are an edit away from too many others."""

_WORD = re.compile(r"[^\W_]+")
_IN_NUMBER = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))|(?<![\d.,])0+(?=\d)")
_Y = re.compile(r"(?<=[bcdđghklmnprstvx])[yỳýỷỹỵ]\b")
_I = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")
_OPTIONAL = re.compile(r"\(\?:[^()]*\)\?|\(\?(?:=|!|<=|<!)[^()]*\)")
_SPECIAL = re.compile(r"[^\w #|]")
_TWICE = re.compile(r"\b(\w+)(?: \1\b)+")
_UNIT = r"(?:tỉnh|thành phố|tp|huyện|thị xã|thị trấn|quận|phường|xã(?! hội))"
_PLACE = re.compile(rf"\b(?:{_UNIT}|Tỉnh|Thành phố|TP)((?: \w+){{2,5}})")
_FREE = {
    "bởi", "các", "của", "do", "đạt", "đã", "được", "khoảng", "là", "những", "ở", "tại", "theo", "tổng", "trên", "từ",
    "ước", "và", "vào", "về", "vì",
}  # fmt: skip
_YEAR = r"(?:19|20)\d\d(?: (?:19|20)\d\d)?"

_RULES = {
    r"kinh tế (?:của )?(?:cả nước|toàn quốc|việt nam)": "gdp",
    r"(?:tính )?(?:theo )?giá (?:so sánh|hiện hành|thực tế|cố định)(?: năm)?(?: \d{4})?|giá \d{4}": "",
    rf"(?:\d\d? tháng )?(?:(?:cả|của|cuối|đầu|đến|hết|trong) )*(?:năm|giai đoạn|nhiệm kỳ) {_YEAR}|{_YEAR}": "",
    r"\d\d? tháng(?: (?:đầu|cuối) năm)?|tháng \d\d?|quý (?:i{1,3}|iv|[1-4])|(?:cả|cuối|đầu|trong) năm": "",
    rf"(?:(?:của|tại|ở|trong|trên) )?(?:phạm vi |địa bàn )?(?:toàn|cả) (?:{_UNIT}|nước|quốc|vùng)": "",
    rf"(?<=địa bàn) {_UNIT}|(?:của|đến|ở|tại|thuộc|trong) {_UNIT}(?: này| ta)?": "",
    r"(?:của|ở|tại) (?:đất nước|quốc gia|việt nam)|(?:của |ở |tại )?nước ta": "",
    r"(?<!cấp )(?<!liên )(?<!ngoài )tỉnh(?: này)?$|^chỉ tiêu(?: về)?|so với": "",
    r"(?:tốc độ |mức |tỷ lệ )?tăng trưởng|tốc độ tăng": "tăng trưởng",
    r"tổng sản phẩm (?:trên )?địa bàn|tổng sản phẩm(?= grdp| bình quân|$)": "grdp",
    r"tổng sản phẩm (?:trong nước|quốc nội)": "gdp",
    r"(?:trên |tại )?địa bàn": "",
    r"mức(?= chi tiêu| giảm| thu nhập)": "",
    r"tổng tỷ suất sinh": "tfr",
    r"chỉ số giá tiêu dùng": "cpi",
    r"chỉ số sản xuất công nghiệp": "iip",
    r"năng suất các nhân tố tổng hợp|năng suất nhân tố tổng hợp": "tfp",
    r"giá trị sản xuất": "gtsx",
    r"ngân sách nhà nước(?: nsnn)?|nsnn": "ngân sách",
    r"nsđp": "ngân sách địa phương",
    r"đtpt": "đầu tư phát triển",
    r"đầu tư (?:trực tiếp )?nước ngoài|đầu tư fdi": "fdi",
    r"xuất (?:khẩu )?(?:và )?nhập khẩu": "xnk",
    r"xk": "xuất khẩu",
    r"nk": "nhập khẩu",
    r"bảo hiểm xã hội": "bhxh",
    r"bảo hiểm y tế": "bhyt",
    r"bảo hiểm thất nghiệp": "bhtn",
    r"nông thôn mới": "ntm",
    r"nông (?:nghiệp )?lâm (?:nghiệp )?(?:và )?(?:thủy sản|ngư nghiệp)": "nlts",
    r"tiểu thủ công nghiệp": "ttcn",
    r"cn ttcn": "công nghiệp ttcn",
    r"khu công nghiệp": "kcn",
    r"hợp tác xã": "htx",
    r"doanh nghiệp": "dn",
    r"bất động sản": "bđs",
    r"hội đồng nhân dân": "hđnd",
    r"đại biểu quốc hội": "đbqh",
    r"cải cách hành chính": "cchc",
    r"tổ chức cơ sở đảng": "tccsđ",
    r"dân tộc thiểu số": "dtts",
    r"tai nạn giao thông": "tngt",
    r"trung học phổ thông": "thpt",
    r"công nghệ thông tin": "cntt",
    r"thương mại điện tử": "tmđt",
    r"khoa học (?:và )?công nghệ|kh cn": "khcn",
    r"(?:đồng )?đô la(?: mỹ)?": "usd",
    r"trung bình": "bình quân",
    r"tử vong": "chết",
    r"(?:đầu|mỗi|một) người|nhân khẩu": "người",
    r"số lượng|tổng số": "số",
    r"hằng(?= năm| tháng)": "hàng",
    r"(?:1 |một )?vạn|(?:mười|10) nghìn|10000": "vạn",
    r"(?:một trăm|100) nghìn": "100000",
    r"một trăm": "100",
    r"mười lăm(?= tuổi)": "15",
    r"năm(?= tuổi)": "5",
    r"một": "1",
    r"(?<=người) (?:1 )?năm": "",
    r"héc ta|hecta": "ha",
}
"""What names leave out as they please, or say in several ways, and what keys have in its place, in order."""


def _spelt(text: str) -> str:
    """Write `tỉ` for `tỷ`."""
    return _Y.sub(lambda match: match[0].translate(_I), text)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...]:
    """Return each rule with what it puts in place, and words one of which a text must hold for it; none if unknown."""
    names = {" ".join(_WORD.findall(name.lower())) for row in read_table("places") for name in _names(row)}
    provinces = rf"(?:(?:tỉnh|thành phố|tp) )?(?:{'|'.join(sorted(names, key=len, reverse=True))})"
    rules = {provinces: ""} | _RULES
    return tuple(
        (
            re.compile(_spelt(normalise(rf"{'' if short else ' ?'}\b(?:{pattern})(?!\w)").text)),
            _spelt(short),
            tuple(_spelt(word) for word in _needed(normalise(pattern).text)),
        )
        for pattern, short in rules.items()
    )


def _needed(pattern: str) -> list[str]:
    """Return the longest plain word of each alternative of a pattern; none where one has no such word."""
    plain = _OPTIONAL.sub("#", pattern)
    words = [max(_WORD.findall(part.replace("#", " ")), key=len, default="") for part in plain.split("|")]
    return [] if _SPECIAL.search(plain) or not all(words) else words


def _names(row: dict[str, str]) -> tuple[str, ...]:
    return (row["name"], *filter(None, row["aliases"].split("|")))


def _unplaced(match: re.Match[str]) -> str:
    """Drop a unit's name, which is two or more words in title case."""
    words = match[1].split()
    named = next((at for at, word in enumerate(words) if not word.istitle()), len(words))
    return " ".join(words[named:]) if named > 1 else match[0]


def _key(name: str) -> str:
    text = " ".join(_WORD.findall(_IN_NUMBER.sub("", normalise(name).text)))
    text = _spelt(_PLACE.sub(_unplaced, text).lower())
    for pattern, short, needed in _rules():
        if not needed or any(word in text for word in needed):
            text = pattern.sub(short, text.strip())
    words = [word for word in text.split() if word not in _FREE]
    return _TWICE.sub(r"\1", " ".join(words))


@cache
def _keys() -> dict[str, tuple[str, str]]:
    rows = read_table("indicators")
    return {_key(alias): (row["id"], row["name_en"]) for row in rows for alias in row["aliases"].split("|")}


@cache
def _vocabulary() -> frozenset[str]:
    aliases = " ".join(row["aliases"] for row in read_table("indicators"))
    return frozenset(_WORD.findall(_spelt(normalise(aliases.lower()).text))).union(*map(str.split, _keys()))


@lru_cache(maxsize=65536)
def canonical(name: str) -> tuple[str, str] | None:
    """Return the id and English name of an indicator's Vietnamese name; None where no indicator has its words."""
    keys, key = _keys(), _key(name[:300])
    if key in keys:
        return keys[key]
    words = key.split()
    strange = [at for at, word in enumerate(words) if word not in _vocabulary()]
    if not 1 <= len(strange) <= MISSPELT:
        return None
    found: set[tuple[str, str]] = set()
    for meant in product(*(_meant(words[at]) for at in strange)):
        for at, word in zip(strange, meant, strict=True):
            words[at] = word
        if (right := _key(" ".join(words))) in keys:
            found.add(keys[right])
    return found.pop() if len(found) == 1 else None


def _meant(word: str) -> list[str]:
    """Known words with the first letter of a word that no indicator has, one edit away from it."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    if len(word) < SHORTEST or not word.isalpha():
        return []
    near = process.extract(word, _vocabulary(), scorer=Levenshtein.distance, score_cutoff=1, limit=None)
    return sorted(other for other, _, _ in near if other[0] == word[0])
