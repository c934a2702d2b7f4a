"""Windows cover every word, fit, and share out the words between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phogov.errors import UsageError
from phogov.windows import Window, owners, windows


def test_by_hand() -> None:
    found = windows([1] * 10, 4, 2)
    assert found == [Window(0, 4), Window(2, 6), Window(4, 8), Window(6, 10)]
    assert owners(found) == [(0, 3), (3, 5), (5, 7), (7, 10)]


def test_short_lines_take_one_window() -> None:
    assert windows([2, 3], 5, 2) == [Window(0, 2)]
    assert windows([], 5, 2) == []
    assert owners([]) == []


def test_bad_overlap() -> None:
    with pytest.raises(UsageError, match="overlap 4"):
        windows([1], 4, 4)


@given(st.lists(st.integers(1, 12), max_size=60), st.integers(2, 10), st.integers(0, 9))
def test_cover_fit_and_partition(pieces: list[int], size: int, overlap: int) -> None:
    found = windows(pieces, size, min(overlap, size - 1))
    assert all(sum(min(p, size) for p in pieces[w.start : w.end]) <= size for w in found)
    shares = owners(found)
    assert [word for lo, hi in shares for word in range(lo, hi)] == list(range(len(pieces)))
    assert all(w.start <= lo <= hi <= w.end for w, (lo, hi) in zip(found, shares, strict=True))
