"""Documents in, tagged documents out, in order, however many there are."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from phogov.documents import Document
from phogov.errors import InputError
from phogov.formats.tagged import Tagged
from phogov.span import Span

Item = Document | InputError
TagTexts = Callable[[Iterator[str]], Iterator[list[Span]]]
"""Yields the spans of each text in turn; `Tagger.tag_batch` does."""


def tag_stream(items: Iterable[Item], tag_texts: TagTexts) -> Iterator[Tagged | InputError]:
    """Yield each document tagged, and errors where they stood."""
    waiting: deque[Item] = deque()

    def texts() -> Iterator[str]:
        for item in items:
            waiting.append(item)
            if isinstance(item, Document):
                yield item.text

    for spans in tag_texts(texts()):
        while isinstance(waiting[0], InputError):
            yield waiting.popleft()  # type: ignore[misc]
        document = waiting.popleft()
        assert isinstance(document, Document)
        yield Tagged(document.id, document.text, tuple(spans))
    yield from (item for item in waiting if isinstance(item, InputError))
