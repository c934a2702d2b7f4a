"""Canonical ids of indicators' names."""

import re
import unicodedata

import pytest
from phogov.facts.canonical import canonical
from phogov.facts.tables import read_table

ROWS = read_table("indicators")


def identity(name: str) -> str | None:
    """The id that a name finds."""
    found = canonical(name)
    return found[0] if found else None


def test_every_alias_finds_its_own_row() -> None:
    """No two rows share a name, not even once places and function words are gone."""
    wrong = {
        alias: (row["id"], identity(alias))
        for row in ROWS
        for alias in row["aliases"].split("|")
        if canonical(alias) != (row["id"], row["name_en"])
    }
    assert not wrong


def test_aliases_and_ids_are_in_one_row_only() -> None:
    """Ids are unique and short kebab-case; an alias is written once."""
    aliases = [alias.lower() for row in ROWS for alias in row["aliases"].split("|")]
    assert sorted(aliases) == sorted(set(aliases))
    ids = [row["id"] for row in ROWS]
    assert sorted(ids) == sorted(set(ids))
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", one) for one in ids)


def test_rows_are_whole_and_composed() -> None:
    """Every cell is filled, trimmed and in NFC, and English names tell the rows apart."""
    for row in ROWS:
        for cell in (row["id"], row["name_en"], row["source"], *row["aliases"].split("|")):
            assert cell and cell == cell.strip() == unicodedata.normalize("NFC", cell)
    names = [row["name_en"] for row in ROWS]
    assert sorted(names) == sorted(set(names))


def test_all_national_indicators_have_a_row() -> None:
    """The law's 20 groups have 186 codes; one that names several indicators has a row for each."""
    in_group = (13, 11, 7, 7, 15, 10, 14, 12, 9, 13, 10, 6, 11, 7, 3, 8, 8, 6, 8, 8)
    assert sum(in_group) == 186
    law = {f"{group:02}{at:02}" for group, size in enumerate(in_group, 1) for at in range(1, size + 1)}
    sources = {row["source"] for row in ROWS}
    assert sources == {f"national-2015:{code}" for code in law} | {"party-report"}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("thu ngân sách nhà nước trên", "budget-revenue"),
        ("tổng thu ngân sách nhà nước trên địa bàn tỉnh Lai Châu năm 2024", "budget-revenue"),
        ("TỔNG THU NGÂN SÁCH NHÀ NƯỚC TRÊN ĐỊA BÀN TỈNH LAI CHÂU", "budget-revenue"),
        ("Thu NSNN trên địa bàn huyện Mường Tè 6 tháng đầu năm 2023", "budget-revenue"),
        ("thu ngân sách Nhà nước (NSNN)", "budget-revenue"),
        ("tổng chi NSNN năm 2022", "budget-spending"),
        ("tổng thu ngân sách địa phương", "local-budget-revenue"),
        ("chi ngân sách địa phương năm 2023", "local-budget-spending"),
        ("Thu nội địa của tỉnh Quảng Ninh", "domestic-budget-revenue"),
        ("tỷ lệ hộ nghèo toàn tỉnh", "poverty-rate"),
        ("Tỉ lệ hộ nghèo của cả nước", "poverty-rate"),
        ("tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều giai đoạn 2022-2025", "poverty-rate"),
        ("tỷ lệ hộ cận nghèo toàn huyện", "near-poverty-rate"),
        ("tổng số hộ nghèo trên địa bàn tỉnh", "poor-households"),
        ("GRDP bình quân đầu người của Tỉnh", "grdp-per-head"),
        ("GRDP bình quân/người/năm", "grdp-per-head"),
        ("Tổng sản phẩm trên địa bàn tỉnh (GRDP)", "grdp"),
        ("tổng sản phẩm trên địa bàn tỉnh Lào Cai (giá so sánh 2010)", "grdp"),
        ("quy mô GRDP theo giá hiện hành", "grdp"),
        ("tốc độ tăng GRDP năm 2024", "grdp-growth"),
        ("Tốc độ tăng trưởng tổng sản phẩm trên địa bàn tỉnh", "grdp-growth"),
        ("tăng trưởng kinh tế của cả nước", "gdp-growth"),
        ("tốc độ tăng trưởng tổng sản phẩm trong nước", "gdp-growth"),
        ("thu nhập bình quân đầu người/năm", "income-per-head"),
        ("số xã đạt chuẩn NTM", "new-rural-communes"),
        ("số xã được công nhận đạt chuẩn nông thôn mới toàn tỉnh", "new-rural-communes"),
        ("số xã NTM nâng cao", None),
        ("xã NTM nâng cao", "new-rural-advanced-communes"),
        ("xã đạt chuẩn NTM kiểu mẫu của huyện", "new-rural-model-communes"),
        ("tỷ lệ người dân tham gia BHYT", "health-insurance-cover"),
        ("Tỷ lệ bao phủ bảo hiểm y tế trên địa bàn thành phố Hà Nội", "health-insurance-cover"),
        ("số người tham gia BHXH tự nguyện", "voluntary-social-insurance"),
        ("tổng vốn FDI đăng ký", "fdi-registered"),
        ("vốn đầu tư trực tiếp nước ngoài thực hiện tại Việt Nam", "fdi-realised"),
        ("giải ngân vốn đầu tư công của tỉnh", "public-investment-disbursement"),
        ("chỉ số giá tiêu dùng (CPI) tháng 9", "cpi"),
        ("CPI bình quân 9 tháng năm 2024", "cpi"),
        ("chỉ số sản xuất toàn ngành công nghiệp (IIP)", None),
        ("chỉ số sản xuất công nghiệp (IIP) tháng 7/2024", "industrial-production-index"),
        ("giá trị sản xuất công nghiệp (giá so sánh 2010)", "industrial-output-value"),
        ("Tổng mức bán lẻ hàng hóa và doanh thu dịch vụ tiêu dùng quý I/2024", "retail-sales"),
        ("tổng kim ngạch xuất khẩu hàng hoá", "exports"),
        ("kim ngạch xuất, nhập khẩu hàng hóa", "trade"),
        ("số bác sỹ/vạn dân", "doctors-per-10000"),
        ("số bác sĩ trên 10.000 dân", "doctors-per-10000"),
        ("tỷ suất tử vong trẻ em dưới 05 tuổi", "under-five-mortality"),
        ("số người chết vì TNGT", "traffic-deaths"),
        ("tỷ lệ che phủ rừng toàn tỉnh năm 2023", "forest-cover"),
        ("Tốc độ tăng năng suất lao động bình quân", "labour-productivity-growth"),
        ("tổng dư nợ tín dụng trên địa bàn", "credit"),
        ("số học sinh phổ thông bình quân 1 giáo viên", "pupils-per-teacher"),
        ("lượng phát thải khí nhà kính bình quân mỗi người", "greenhouse-gas-per-head"),
        ("tỷ lệ nữ đại biểu HĐND tỉnh", "women-peoples-councils"),
        ("hệ số Gini của Việt Nam", "gini"),
    ],
)
def test_news_names(name: str, wanted: str | None) -> None:
    """What reports and news write finds the indicator meant."""
    assert identity(name) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("tỷ lệ hộ nghièo", "poverty-rate"),
        ("thu ngân sách nhà nưóc", "budget-revenue"),
        ("kim ngạch xuát khẩu", "exports"),
        ("kim nghạch xuát khẩu", "exports"),
        ("kim nghạch xuát khảu", None),
        ("giá trị sản xuất công nghiêp", "industrial-output-value"),
        ("lực lượng lao đông", "labour-force"),
        ("sản lượng bơ", None),
        ("diện tích cây hàng lăm", None),
    ],
)
def test_misspellings(name: str, wanted: str | None) -> None:
    """One edit in a word of 4 letters or more that no indicator has is a misspelling; anything else a different word."""
    assert identity(name) == wanted


@pytest.mark.parametrize(
    ("name", "other", "wanted"),
    [
        ("tỷ lệ hộ cận nghèo", "tỷ lệ hộ nghèo", "near-poverty-rate"),
        ("tỷ lệ hộ thoát nghèo", "tỷ lệ hộ nghèo", None),
        ("tỷ lệ hộ tái nghèo", "tỷ lệ hộ nghèo", None),
        ("số hộ nghèo", "tỷ lệ hộ nghèo", "poor-households"),
        ("tỷ lệ hộ nghèo dân tộc thiểu số", "tỷ lệ hộ nghèo", "ethnic-poverty-rate"),
        ("giá trị sản xuất nông nghiệp", "giá trị sản xuất công nghiệp", "agricultural-output-value"),
        ("giá trị sản xuất lâm nghiệp", "giá trị sản xuất công nghiệp", None),
        ("chỉ số sản xuất nông nghiệp", "chỉ số sản xuất công nghiệp", None),
        ("kim ngạch nhập khẩu", "kim ngạch xuất khẩu", "imports"),
        ("kim ngạch xuất khẩu nông sản", "kim ngạch xuất khẩu", None),
        ("kim ngạch xuất khẩu dịch vụ", "kim ngạch xuất khẩu", "service-exports"),
        ("tốc độ tăng kim ngạch xuất khẩu", "kim ngạch xuất khẩu", "export-growth"),
        ("chi ngân sách nhà nước", "thu ngân sách nhà nước", "budget-spending"),
        ("tốc độ tăng thu ngân sách", "thu ngân sách", "budget-revenue-growth"),
        ("dự toán thu ngân sách", "thu ngân sách", None),
        ("giảm chi ngân sách nhà nước", "chi ngân sách nhà nước", None),
        ("bội thu ngân sách nhà nước", "bội chi ngân sách nhà nước", None),
        ("tỷ lệ thu ngân sách nhà nước so với GDP", "thu ngân sách nhà nước", "budget-revenue-gdp-ratio"),
        ("tốc độ tăng GRDP bình quân đầu người", "GRDP bình quân đầu người", None),
        ("tốc độ tăng trưởng kinh tế", "tổng sản phẩm trên địa bàn", "grdp-growth"),
        ("tốc độ tăng tổng phương tiện thanh toán", "tổng phương tiện thanh toán", "money-supply-growth"),
        ("tốc độ tăng dân số", "dân số", "population-growth"),
        ("tốc độ tăng năng suất lao động", "năng suất lao động", "labour-productivity-growth"),
        ("tỷ lệ thiếu việc làm", "tỷ lệ thất nghiệp", "underemployment-rate"),
        ("tỷ lệ lao động chưa qua đào tạo", "tỷ lệ lao động đã qua đào tạo", None),
        ("số lao động qua đào tạo", "tỷ lệ lao động qua đào tạo", None),
        ("tỷ suất chết thô", "tỷ suất sinh thô", "crude-death-rate"),
        ("tỷ suất chết của trẻ em dưới năm tuổi", "tỷ suất chết của trẻ em dưới một tuổi", "under-five-mortality"),
        ("doanh thu bưu chính", "sản lượng bưu chính", "postal-revenue"),
        ("vốn FDI thực hiện", "vốn FDI đăng ký", "fdi-realised"),
        ("vốn đầu tư gián tiếp nước ngoài", "vốn đầu tư trực tiếp nước ngoài", "portfolio-investment"),
        ("xã đạt chuẩn nông thôn mới nâng cao", "xã đạt chuẩn nông thôn mới", "new-rural-advanced-communes"),
        ("xã chưa đạt chuẩn nông thôn mới", "xã đạt chuẩn nông thôn mới", None),
        ("huyện đạt chuẩn nông thôn mới", "xã đạt chuẩn nông thôn mới", "new-rural-districts"),
        ("mức đóng bảo hiểm y tế", "số người đóng bảo hiểm y tế", None),
        ("số vụ án đã truy tố", "số vụ án đã khởi tố", "indicted-cases"),
        ("diện tích rừng trồng", "diện tích rừng", None),
        ("khách quốc tế", "khách nội địa", "foreign-visitors"),
        ("khối lượng hàng hóa luân chuyển", "khối lượng hàng hóa vận chuyển", "freight-tonne-km"),
        ("người lao động", "năng suất lao động", None),
        ("sản phẩm của tỉnh", "tổng sản phẩm của tỉnh", None),
        ("", "GRDP", None),
        ("của tỉnh năm 2024", "GRDP", None),
    ],
)
def test_near_misses(name: str, other: str, wanted: str | None) -> None:
    """A name that differs in one telling word is another indicator, or none."""
    assert identity(other) is not None
    assert identity(name) == wanted != identity(other)


def test_decomposed_names_and_old_tones() -> None:
    """Unicode forms and tone placement make no difference."""
    assert identity(unicodedata.normalize("NFD", "Tỷ lệ hộ nghèo")) == "poverty-rate"
    assert identity("sản lượng thuỷ sản") == identity("sản lượng thủy sản") == "fishery-output"
