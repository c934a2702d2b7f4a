"""What an amount is: a level, a change, attainment of a plan, or a target."""

import re

from phogov.span import Span

_PLAN_AFTER = re.compile(
    r"\s*(?:\)?\s*)?(?:so với |so |của )?(?:các |toàn bộ )?(?:kế hoạch|KH\b|dự toán|mục tiêu|"
    r"chỉ tiêu|nghị quyết|NQ\b|kịch bản|phương án|"
    r"tổng (?:kế hoạch|mức vốn)|số vốn|vốn (?:kế hoạch|được giao)|nhiệm vụ)",
    re.IGNORECASE,
)
_OVER_PLAN = re.compile(r"vượt (?:mức )?(?:chỉ tiêu|kế hoạch|dự toán|mục tiêu)[^;.]{0,40}$", re.IGNORECASE)
_BRACKET = re.compile(r"\(\s*(?:đạt|bằng|ước đạt|hoàn thành)\s*$", re.IGNORECASE)
_GOAL = re.compile(
    r"phấn đấu|(?<!vượt )(?<!đạt )(?<!vượt so với )(?<!so với )mục tiêu(?: là| đến| của)?"
    r"|đặt ra|đề ra mục tiêu|dự kiến|kế hoạch (?:năm|đến)|chỉ tiêu (?:chủ yếu|năm|đến)|"
    r"\bsẽ\b|quyết tâm|hướng tới|hướng đến|tối thiểu|ít nhất|đến (?:hết )?năm 20(?:2[6-9]|[3-9]\d)|dự báo",
    re.IGNORECASE,
)
_DONE = re.compile(r"đã (?:đạt|có|hoàn thành|thực hiện|giải ngân)|ước đạt|ước tính|thực hiện được", re.IGNORECASE)
_LISTED = re.compile(r"chỉ tiêu|mục tiêu|phấn đấu|nhiệm vụ|kế hoạch", re.IGNORECASE)
_RESULT = re.compile(r"kết quả|đạt được|hoàn thành|vượt|thực hiện", re.IGNORECASE)
_PLANS = re.compile(r"\b(?:triển khai thực hiện)\s*$", re.IGNORECASE)


def kind(amount: Span, before: str, after: str, *, heading: str, share: bool, noun: str, future: bool) -> str:
    """Decide an amount's kind from the sentence before and after it, and the heading that its list stands under.

    `noun` is what is counted, `share` says that the amount is one of a whole (`22/55`), `future` that its period begins
    behind the document's date.
    """
    if amount.label == "CHG":
        return "change"
    if _OVER_PLAN.search(before) or _BRACKET.search(before):
        return "attainment"
    goal = bool(_GOAL.search(before)) and not _DONE.search(before)
    if amount.text.rstrip().endswith("%") and _PLAN_AFTER.match(after) and not goal:
        return "attainment"
    if share and ("chỉ tiêu" in noun or "kế hoạch" in noun):
        return "attainment"
    if goal or future or _PLANS.search(before) or (_LISTED.search(heading) and not _RESULT.search(heading)):
        return "target"
    return "level"
