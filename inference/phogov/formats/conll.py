"""CoNLL: a word and its tag a line, a blank line behind every line of the text."""

from collections.abc import Iterable, Iterator

from phogov.bio import spans_to_tags, split_at
from phogov.conll import Sentence, write_conll
from phogov.formats.tagged import Tagged
from phogov.tagger import split_lines
from phogov.words import segment


def write(documents: Iterable[Tagged]) -> Iterator[str]:
    """Yield the lines of each document; words are split where a span's edge cuts through them."""
    for document in documents:
        words = split_at(segment(document.text), document.spans)
        for offsets in split_lines(document.text, words):
            here = [span for span in document.spans if offsets[0][0] <= span.start < offsets[-1][1]]
            tags, _ = spans_to_tags(offsets, here)
            yield write_conll([Sentence(tuple(document.text[a:b] for a, b in offsets), tuple(tags))]) + "\n"
