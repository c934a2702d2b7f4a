"""Named places."""

import re
from collections.abc import Iterator
from functools import lru_cache

from data.labelling.patterns import (
    BEGIN,
    CAP,
    END,
    LEVEL,
    NAME,
    ROMAN,
    UPPER,
    alternatives,
    compiled,
    finder,
    place_names,
    tone,
)
from data.labelling.vote import LabellingFunction, Vote

_WORLD = """Việt Nam|Trung Quốc|Lào|Campuchia|Thái Lan|Nhật Bản|Hàn Quốc|Hoa Kỳ|Mỹ|Nga|Liên bang Nga|Pháp|Đức|Anh|Singapore|Malaysia|Indonesia|Myanmar|Philippines|Úc
|Australia|Ấn Độ|Đài Loan|Hồng Kông|Cuba|Ukraine|Israel|Canada|Italia|Ý|Tây Ban Nha|Hà Lan|Bỉ|Thụy Sĩ|Thụy Điển|châu Á|châu Âu|châu Phi|châu Mỹ|Châu Á|Châu Âu|Đông Nam Á
|Biển Đông|Tây Nguyên|Tây Bắc|Đông Bắc|Tây Nam Bộ|Đông Nam Bộ|Nam Bộ|Bắc Bộ|Trung Bộ|Nam Trung Bộ|Bắc Trung Bộ|đồng bằng sông Cửu Long|Đồng bằng sông Cửu Long|ĐBSCL
|đồng bằng sông Hồng|Đồng bằng sông Hồng|miền Bắc|miền Nam|miền Trung|miền núi phía Bắc|miền Tây|TP HCM|TPHCM|TP\\.HCM|TP\\. HCM|Tp\\.HCM|TP\\. Hồ Chí Minh|thành phố Hồ Chí Minh
|Sài Gòn|Hoàng Sa|Trường Sa|Phú Quốc|Côn Đảo|Bà Rịa - Vũng Tàu|Bà Rịa-Vũng Tàu|Thừa Thiên Huế|Thừa Thiên - Huế|Huế|Vân Đồn|Điện Biên Phủ""".replace(
    "\n", ""
)
_FACILITY = (
    "KCN|KKT|khu công nghiệp|Khu công nghiệp|khu kinh tế|Khu kinh tế|sân bay|Sân bay|cảng biển|cảng|Cảng|cửa khẩu|Cửa khẩu|quốc lộ|Quốc lộ|QL|cao tốc|Cao tốc"
    "|đường|cầu|hồ|sông|núi|đảo|vịnh|biển|bản|thôn|ấp|buôn|khu phố|khu du lịch|Khu du lịch|vườn quốc gia|Vườn quốc gia|vùng|khu vực|nhà máy thủy điện|bán đảo|cù lao|làng|chợ|đèo|KDL|ĐT|Đường|tỉnh lộ|thủ đô|Thủ đô"
)

LEVELLED = compiled(rf"{BEGIN}(?:{LEVEL}) ?(?:{NAME}|\d{{1,2}}(?=[,. )])|HCM){END}")
FACILITY = compiled(rf"{BEGIN}(?:{_FACILITY}) (?:{NAME}|{ROMAN}|\d{{1,3}}[A-Z]?)(?: ?[-–] ?{NAME})*{END}")
WORLD = compiled(rf"{BEGIN}(?:{_WORLD}){END}")
_NOT_PLACE_BEFORE = re.compile(rf"(?:{tone('ông|bà|đồng chí|anh|chị|tướng|trưởng|tịch|thư')}) $", re.I)


@lru_cache(maxsize=1)
def gazetteer() -> re.Pattern[str]:
    """Return the pattern of all names of provinces and districts of two syllables and more."""
    return re.compile(rf"(?<!\w)(?:{alternatives(place_names())})(?!\w)(?! [{UPPER}])")


def _gazetteer(text: str) -> Iterator[Vote]:
    for match in gazetteer().finditer(text):
        if not _NOT_PLACE_BEFORE.search(text[max(0, match.start() - 10) : match.start()]):
            yield Vote(*match.span(), "LOC")


def _coordinated(text: str) -> Iterator[Vote]:
    """Further items behind a levelled place: `huyện Tam Đường, Tân Uyên và Than Uyên`."""
    for match in LEVELLED.finditer(text):
        at = match.end()
        while item := _NEXT.match(text, at):
            yield Vote(*item.span("span"), "LOC")
            at = item.end()


_NEXT = compiled(rf"(?:, | và )(?P<span>{CAP}(?: {CAP}){{0,3}})(?=[,.;)]| và|$)")

FUNCTIONS = (
    LabellingFunction("place_levelled", ("LOC",), finder(LEVELLED, "LOC")),
    LabellingFunction("place_facility", ("LOC",), finder(FACILITY, "LOC")),
    LabellingFunction("place_world", ("LOC",), finder(WORLD, "LOC")),
    LabellingFunction("place_gazetteer", ("LOC",), _gazetteer),
    LabellingFunction("place_coordinated", ("LOC",), _coordinated),
)
