"""BIO tags and what may follow what."""

import pytest
from phogov.labels import LABELS, bio_tags, labels_of, legal, legal_starts, legal_transitions


def test_eleven_labels_make_twenty_three_tags() -> None:
    tags = bio_tags(LABELS)
    assert len(tags) == 23
    assert tags[:5] == ("O", "B-PER", "I-PER", "B-TITLE", "I-TITLE")
    assert labels_of(tags) == LABELS


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("O", "O", True),
        ("O", "B-A", True),
        ("O", "I-A", False),
        ("B-A", "I-A", True),
        ("I-A", "I-A", True),
        ("B-A", "I-B", False),
        ("I-B", "I-A", False),
        ("I-A", "B-A", True),
    ],
)
def test_legal(before: str, after: str, allowed: bool) -> None:
    assert legal(before, after) is allowed


def test_matrices_by_hand() -> None:
    tags = bio_tags(["A"])
    assert legal_transitions(tags).tolist() == [[True, True, False], [True, True, True], [True, True, True]]
    assert legal_starts(tags).tolist() == [True, True, False]
