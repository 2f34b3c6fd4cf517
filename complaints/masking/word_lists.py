"""Lists of words as they are easiest to read and add to: one text, words apart by spaces."""


def list_words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())
