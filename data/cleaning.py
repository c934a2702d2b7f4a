"""Page chrome: what a news page has around its article, recognised line by line and kept out of training."""

import re
from collections.abc import Callable

Rule = Callable[[str], bool]

_FILE = re.compile(r"[\w-]{1,120}\.(?:jpe?g|png|gif|webp|svg|mp4|pdf)", re.I)
_ICON = re.compile(r"(?:[a-z]{2,20}[-_])?(?:icon|logo)s?(?:[-_][a-z]{2,20})?", re.I)
_WEATHER = re.compile(r"[^\d\n]{0,40}\d{1,2} ?° ?(?:C)?(?: ?- ?\d{1,2} ?° ?C?)?", re.I)
_COUNTER = re.compile(
    r"[•*\- ]{0,4}(?:đang online|hôm nay|hôm qua|trong tuần|trong tháng|tất cả|tổng truy cập|lượt xem)\s*:?\s*[\d.,]{1,15}",
    re.I,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,300}", re.I)
_RATING = re.compile(r"(?:\d(?:[.,]\d)?/5|\d{1,4} (?:đánh giá|bình chọn|bình luận))", re.I)
_MENU = frozenset(
    """đăng nhập|đăng ký|đăng xuất|trang chủ|ý kiến bình luận|bình luận|gửi bình luận|có thể bạn quan tâm|tin liên quan|
    tin cùng chuyên mục|tin khác|tin mới|tin đọc nhiều|xem thêm|xem nhiều|đọc nhiều|thống kê truy cập|chia sẻ|in bài viết|
    in trang|gửi email|lưu bài viết|từ khóa|từ khoá|tags|video|ảnh|podcast|infographic|e-magazine|longform|multimedia|
    quảng cáo|liên hệ|giới thiệu|sơ đồ trang|rss|facebook|zalo|viber|twitter|youtube|tiktok|theo dõi|quay lại|về đầu trang|
    nghe đọc bài|cỡ chữ|a-|a+|copy link|sao chép liên kết|tìm kiếm|menu|toggle navigation|đọc tiếp|xem tiếp|mới nhất|
    chọn ngày|thích|báo lỗi|bản in|tweet|share|like|print|email""".replace("\n    ", "").split("|")
)
_BANNER = re.compile(r"(?:logo|banner)\b.{0,120}", re.I)

RULES: dict[str, Rule] = {
    "photo file": lambda line: _FILE.fullmatch(line) is not None,
    "icon": lambda line: _ICON.fullmatch(line) is not None,
    "menu": lambda line: line.lower().strip(" :.»>|") in _MENU,
    "counter": lambda line: _COUNTER.fullmatch(line) is not None,
    "weather": lambda line: "°" in line and len(line) < 80 and _WEATHER.fullmatch(line) is not None,
    "address": lambda line: _ADDRESS.fullmatch(line) is not None,
    "banner": lambda line: _BANNER.fullmatch(line) is not None,
    "rating": lambda line: _RATING.fullmatch(line) is not None,
    "ornament": lambda line: not any(character.isalnum() for character in line),
}
"""What a whole line may be, by name."""


def chrome(text: str) -> list[tuple[int, int]]:
    """Return the character ranges of the lines that are page chrome."""
    return [(start, end) for start, end, _ in named_chrome(text)]


def named_chrome(text: str) -> list[tuple[int, int, str]]:
    """Return `(start, end, rule)` of every line that is page chrome."""
    found = []
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped and len(stripped) < 300:
            name = next((name for name, rule in RULES.items() if rule(stripped)), None)
            if name:
                found.append((start, start + len(line), name))
        start += len(line) + 1
    return found
