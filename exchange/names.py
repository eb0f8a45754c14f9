"""When two names are the same, and how alike they are."""

import re
import unicodedata
from difflib import SequenceMatcher

COMMON = frozenset(
    {"programme", "program", "project", "the", "of", "and", "for", "to", "a", "in", "system", "service", "services"}
)
_WORDS = re.compile(r"[^\W_]+")


def institution_key(text: str) -> str:
    return " ".join(text.split()).casefold()


def name_key(text: str) -> str:
    """Without case, accents, signs and double blanks; ``&`` is "and"."""
    bare = text.replace("&", " and ").replace("'", "").replace("\u2019", "")
    if bare.isascii():
        return " ".join(_WORDS.findall(bare.lower()))
    bare = unicodedata.normalize("NFKD", bare)
    return " ".join(_WORDS.findall("".join(letter for letter in bare if not unicodedata.combining(letter)).casefold()))


def telling_words(key: str) -> frozenset[str]:
    return frozenset(key.split()) - COMMON


def likeness(one: str, other: str) -> float:
    """0 to 1 for two keys: the better of letters in order, and of the telling words the shorter shares with the longer."""
    letters = SequenceMatcher(None, one, other, autojunk=False).ratio()
    words, more = sorted((telling_words(one), telling_words(other)), key=len)
    shared = len(words & more) / len(words) if words else 0.0
    return max(letters, shared if len(words) > 1 else shared * 0.9)
