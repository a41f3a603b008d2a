"""A name of an organisation as the words that tell it from others, and its legal form."""

from dataclasses import dataclass, field

from traiber.data.duplicates.terms import Words, load_terms, starting, words

_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A name: `words` in their order, abbreviated ones with a full stop; `legal_form` folded, "" for none.

    `key` is the words in alphabetical order as one text: equal for names that differ in form only.
    """

    text: str
    words: Words
    legal_form: str
    key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the key once: each name is compared many times."""
        object.__setattr__(self, "key", " ".join(sorted(word.rstrip(".") for word in self.words)))


def parse_name(text: str) -> Name:
    """The words of a name without legal form and empty words, known abbreviations written in one way.

    A name of nothing else (such as "AG") keeps what it has.

    >>> parse_name("Industrie- und Handelskammer zu Köln").words
    ('ihk', 'koeln')
    >>> parse_name("Müller & Söhne GmbH & Co. KG")
    Name(text='Müller & Söhne GmbH & Co. KG', words=('mueller', 'soehne'), legal_form='gmbh co kg')
    >>> parse_name("WiFö Solingen").key == parse_name("Wirtschaftsförderungsgesellschaft Solingen mbH").key
    True
    """
    terms = load_terms()
    found = words(text)
    kept = [word for word in found if word.rstrip(".") not in terms.ignored] or found
    bare = [word.rstrip(".") for word in kept]
    forms: list[Words] = []
    result: list[str] = []
    at = 0
    while at < len(bare):
        if form := starting(bare, at, terms.legal_forms):
            forms.append(form[0])
            at += len(form[0])
        elif same := starting(bare, at, terms.same_words):
            result.append(same[1])
            at += len(same[0])
        else:
            result.append(_stem(kept[at]))
            at += 1
    return Name(text, tuple(result or bare), " ".join(word for form in forms for word in form))


def _stem(word: str) -> str:
    """The word with its declared endings written out, and as the one word that it means."""
    terms = load_terms()
    bare = word.rstrip(".")
    for ending, full in terms.endings:
        stem = bare.removesuffix(ending)
        if stem != bare and len(stem) >= _SHORTEST_STEM:
            changed = stem + full
            known = next((one for phrase, one in terms.same_words.get(changed, ()) if len(phrase) == 1), None)
            return known or changed
    return word
