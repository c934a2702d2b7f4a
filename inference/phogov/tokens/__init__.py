"""Words and texts to the pieces that a model reads."""

from phogov.tokens.load import load_tokenizer
from phogov.tokens.text import PhobertTokenizerFast
from phogov.tokens.word import Tokenizer, WordEncoding

__all__ = ["PhobertTokenizerFast", "Tokenizer", "WordEncoding", "load_tokenizer"]
