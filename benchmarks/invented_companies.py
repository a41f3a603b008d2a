"""Invented German companies with planted duplicates and near-misses, for measuring how duplicates are found.

Nothing here knows the words that traiber declares: abbreviations, slips, spellings and parts of towns are
made up by rules of their own, so that what is measured is not what was built in. The same seed gives the
same list.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations


def words(text: str) -> list[str]:
    """The words of a line."""
    return text.split()


ONSETS = words("B Br D Dr F Fr G Gr H K Kl Kr L M N P R S Sch Schl Schm Schw St Str T Tr V W Z")
NUCLEI = words("a e i o u ä ö ü au ei ie eu")
CODAS = words("ch ck ff g hl hm hn ld ll lz mm nd ng nk nn rg rk rm rn rt rz ss st tt tz x")
ENDINGS = [
    "er",
    "mann",
    "ert",
    "ke",
    "hoff",
    "bach",
    "mayer",
    "s",
    "",
    "en",
    "ig",
    "el",
    "born",
    "haus",
    "kamp",
]
FIRST = words("Karl Heinz Anna Peter Ernst Ute Wilhelm Friedrich Ingrid Otto Hans Claudia Rolf Walter Petra")
TRADES = words(
    "Stahlbau Maschinenbau Werkzeugbau Metallbau Formenbau Anlagenbau Gießerei Galvanik Drehteile "
    "Frästechnik Kunststofftechnik Umformtechnik Antriebstechnik Oberflächentechnik Schließsysteme "
    "Schmiedetechnik Hydraulik Pneumatik Elektrotechnik Automation Logistikdienste Verpackungen Federn "
    "Schrauben Armaturen Beschläge Messwerkzeuge Lacke Dichtungen Präzisionsteile Blechverarbeitung "
    "Rohrtechnik Schweißtechnik Wärmebehandlung Härterei Kabelsysteme Steuerungsbau Gummiwerke "
    "Spedition Fahrzeugteile Karosseriebau Druckguss Zerspanung Industrieservice Softwarehaus "
    "Messtechnik Sensorik Robotik Lasertechnik Stanzwerk"
)
TOWNS = {  # invented district -> its towns with their parts
    "Amselkreis": {"Amselbrück": ["Oberfeld", "Nordhang"], "Finkenrath": ["Altbruch"]},
    "Birkenau": {"Birkenau": ["Sonnborn-West", "Mühlental"]},
    "Drosselland": {"Drosselheim": ["Kirchhöhe"], "Grünscheid": ["Talsperre"], "Hohenfurt": []},
    "Eschenkreis": {"Eschweide": ["Ufer", "Hammer"], "Lindenberg": []},
    "Falkenstadt": {"Falkenstadt": ["Hafen", "Südend", "Lohe"]},
    "Ginsterkreis": {"Ginsterfeld": ["Sieperhof"], "Moosbach": []},
    "Habichtskreis": {"Habichtswald": ["Kohlfurt"], "Steinwerth": ["Zeche"]},
    "Krähenburg": {"Krähenburg": ["Marktviertel", "Westkotten"]},
}
FORMS = (
    ["GmbH"] * 9
    + ["GmbH & Co. KG"] * 5
    + ["KG", "KG", "e.K.", "AG", "OHG", "UG (haftungsbeschränkt)", "SE", "GbR"]
)
WRITTEN_OUT = {
    "GmbH": "Gesellschaft mit beschränkter Haftung",
    "AG": "Aktiengesellschaft",
    "KG": "Kommanditgesellschaft",
}
SPACED = {"GmbH & Co. KG": "GmbH & Co.KG", "GmbH": "G.m.b.H.", "e.K.": "e. K.", "OHG": "oHG"}
VOWELS = "aeiouäöü"


@dataclass(frozen=True)
class Company:
    """A row of the list; rows of one `identity` are one company."""

    identity: int
    name: str
    form: str
    region: str = ""
    town: str = ""
    postcode: str = ""
    homepage: str = ""

    @property
    def full_name(self) -> str:
        """The name with its legal form."""
        return f"{self.name} {self.form}".strip()


def invent(size: int, seed: int = 1) -> list[Company]:
    """`size` rows: about a sixth are written variants of another row, a fifth near-misses of one."""
    rng = random.Random(seed)
    originals = _originals(rng, round(size * 0.64))
    rows = list(originals)
    while len(rows) < size * 0.84:
        rows.append(replace(_near_miss(rng, rng.choice(originals)), identity=len(rows)))
    rows = _distinct(rows)
    chosen = rng.sample(rows, size - len(rows))
    rows += [_variant(rng, company) for company in chosen]
    rng.shuffle(rows)
    return rows


def true_pairs(rows: list[Company]) -> set[tuple[int, int]]:
    """The pairs of row numbers that are one company."""
    clusters: dict[int, list[int]] = {}
    for at, company in enumerate(rows):
        clusters.setdefault(company.identity, []).append(at)
    return {pair for members in clusters.values() for pair in combinations(members, 2)}


def _originals(rng: random.Random, number: int) -> list[Company]:
    surnames = sorted({_surname(rng) for _ in range(max(300, number // 6))})
    weights = [1 / (rank + 10) for rank in range(len(surnames))]  # some names are frequent
    seen: set[str] = set()
    found: list[Company] = []
    while len(found) < number:
        surname, second = rng.choices(surnames, weights, k=2)
        trade = rng.choice(TRADES)
        name = rng.choices(
            [
                f"{surname} {trade}",
                f"{rng.choice(FIRST)} {surname} {trade}",
                f"{surname} & {second} {trade}",
                f"{surname} & Söhne {trade}",
                f"Gebrüder {surname} {trade}",
                f"{trade} {surname}",
                f"{_brand(rng)} {trade}",
                _brand(rng),
                f"{rng.choice(FIRST)} {surname}",
            ],
            [30, 14, 10, 6, 6, 10, 14, 8, 4],
        )[0]
        known = " ".join(sorted(name.split()))
        if known in seen:
            continue
        seen.add(known)
        region = rng.choice(list(TOWNS))
        found.append(_placed(rng, Company(len(found), name, rng.choice(FORMS)), region))
    return found


def _surname(rng: random.Random) -> str:
    return rng.choice(ONSETS) + rng.choice(NUCLEI) + rng.choice(CODAS) + rng.choice(ENDINGS)


def _brand(rng: random.Random) -> str:
    middle = "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(1, 2)))
    return (
        rng.choice(ONSETS)
        + rng.choice("aeiou")
        + middle
        + rng.choice(["x", "tec", "lor", "nit", "dur", "ma", "plast"])
    )


def _placed(rng: random.Random, company: Company, region: str) -> Company:
    town = rng.choice(list(TOWNS[region]))
    slug = "".join(c for c in company.name.lower() if c.isalnum()).translate(str.maketrans("äöüß", "aous"))
    return replace(
        company,
        region=region if rng.random() < 0.85 else "",
        town=town if rng.random() < 0.6 else "",
        postcode=f"{90000 + 37 * sorted(TOWNS).index(region) + rng.randint(0, 9)}"
        if rng.random() < 0.4
        else "",
        homepage=f"https://www.{slug}.example" if rng.random() < 0.25 else "",
    )


def _near_miss(rng: random.Random, of: Company) -> Company:
    """Another company that resembles one: other trade, other town, a branch, a holding, a similar surname."""
    words = of.name.split()
    trade = next((word for word in words if word in TRADES), "")
    kind = rng.choices(["trade", "town", "branch", "holding", "surname", "bare"], [30, 25, 15, 8, 12, 10])[0]
    if kind == "trade" and trade:
        changed = of.name.replace(trade, rng.choice([other for other in TRADES if other != trade]))
        return replace(of, name=changed, form=rng.choice(FORMS), homepage="")
    if kind == "town":
        regions = [region for region in TOWNS if region != of.region]
        return replace(_placed(rng, of, rng.choice(regions)), homepage="")
    if kind == "branch":
        region = rng.choice(list(TOWNS))
        town = rng.choice(list(TOWNS[region]))
        label = rng.choice(["Niederlassung", "Zweigniederlassung", "Werk", "Standort"])
        return replace(of, name=f"{of.name} {label} {town}", region=region, town=town, postcode="")
    if kind == "holding":
        return replace(
            of, name=f"{of.name} {rng.choice(['Holding', 'Verwaltungs', 'Beteiligungs', 'Immobilien'])}"
        )
    if kind == "surname" and trade and len(words) == 2:
        return _placed(rng, replace(of, name=f"{_surname(rng)} {trade}"), rng.choice(list(TOWNS)))
    if kind == "bare" and trade and len(words) > 1:
        return replace(of, name=of.name.replace(trade, "").strip(" &"), form=rng.choice(FORMS), homepage="")
    return _placed(rng, replace(of, name=_brand(rng)), rng.choice(list(TOWNS)))


def _distinct(rows: list[Company]) -> list[Company]:
    """Without near-misses that chance made equal in name and district, or in name without a district."""
    seen: dict[str, set[str]] = {}
    kept = []
    for company in rows:
        name = " ".join(sorted(company.name.lower().split()))
        regions = seen.setdefault(name, set())
        if regions and (not company.region or company.region in regions or "" in regions):
            continue
        regions.add(company.region)
        kept.append(company)
    return kept


def _variant(rng: random.Random, of: Company) -> Company:
    """The same company as somebody else would have written it down: one to three changes."""
    changes = rng.sample(CHANGES, rng.choices([1, 2, 3], [55, 35, 10])[0])
    company = of
    for change in changes:
        company = change(rng, company)
    if company.full_name == of.full_name:
        company = _legal_form(rng, _slip(rng, company))
    return replace(
        company,
        region=of.region if rng.random() < 0.85 else "",
        town=company.town if rng.random() < 0.7 else "",
        postcode=of.postcode if rng.random() < 0.7 else "",
        homepage=of.homepage.replace("www.", "") + "/kontakt" if of.homepage and rng.random() < 0.6 else "",
    )


def _slip(rng: random.Random, company: Company) -> Company:
    name = company.name
    at = rng.randrange(1, max(2, len(name) - 1))
    kind = rng.randrange(4)
    letter = rng.choice("abcdefghijklmnoprstuwz")
    if kind == 0:
        name = name[:at] + name[at + 1 :]
    elif kind == 1:
        name = name[:at] + letter + name[at:]
    elif kind == 2:
        name = name[:at] + letter + name[at + 1 :]
    elif at + 1 < len(name):
        name = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return replace(company, name=name)


def _legal_form(rng: random.Random, company: Company) -> Company:
    form = rng.choice(
        ["", "", rng.choice(FORMS), WRITTEN_OUT.get(company.form, ""), SPACED.get(company.form, "")]
    )
    return replace(company, form=form)


def _umlauts(rng: random.Random, company: Company) -> Company:
    out = (
        {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
        if rng.random() < 0.75
        else {"ä": "a", "ö": "o", "ü": "u", "ß": "ss"}
    )
    return replace(company, name="".join(out.get(c, c) for c in company.name))


def _case(rng: random.Random, company: Company) -> Company:
    change = rng.choice([str.upper, str.lower])
    return replace(company, name=change(company.name), form=change(company.form))


def _order(rng: random.Random, company: Company) -> Company:
    words = company.name.split()
    at = rng.randrange(len(words))
    return replace(company, name=" ".join(words[at:] + words[:at]).strip(" &"))


def _abbreviate(rng: random.Random, company: Company) -> Company:
    """A long word cut after a consonant, with a full stop; a first name or Gebrüder too."""
    words = company.name.split()
    at = max(range(len(words)), key=lambda at: len(words[at]))
    word = words[at]
    if words[0] in FIRST and rng.random() < 0.5:
        words[0] = f"{words[0][0]}."
    elif words[0] == "Gebrüder":
        words[0] = "Gebr."
    elif len(word) >= 8:
        cut = next(n for n in range(4, len(word)) if word[n - 1] not in VOWELS)
        words[at] = f"{word[:cut]}."
    return replace(company, name=" ".join(words))


def _signs(rng: random.Random, company: Company) -> Company:
    name = company.name
    if " & " in name:
        return replace(company, name=name.replace(" & ", rng.choice([" und ", " + ", "&", " u. "])))
    return replace(company, name=name.replace(" ", rng.choice(["-", " - ", ", ", "  "]), 1))


def _apart(rng: random.Random, company: Company) -> Company:
    """Compounds written apart or words written together."""
    for head in ("bau", "technik", "systeme", "teile", "werk"):
        if head in company.name and rng.random() < 0.7:
            return replace(company, name=company.name.replace(head, f" {head.capitalize()}"))
    return replace(
        company, name=company.name.replace(" ", "", 1) if " & " not in company.name else company.name
    )


def _town(rng: random.Random, company: Company) -> Company:
    """The town in the name, or a part of the town instead of the town."""
    region = company.region or next((r for r, towns in TOWNS.items() if company.town in towns), "")
    towns = TOWNS.get(region, {})
    town = company.town or next(iter(towns), "")
    if not town:
        return company
    parts = towns.get(town, [])
    if parts and rng.random() < 0.5:
        part = rng.choice(parts)
        return replace(company, town=rng.choice([f"{town}-{part}", part]))
    return replace(company, name=f"{company.name} {town}")


Change = Callable[[random.Random, Company], Company]
CHANGES: list[Change] = [
    _slip,
    _slip,
    _legal_form,
    _legal_form,
    _umlauts,
    _case,
    _order,
    _abbreviate,
    _signs,
    _apart,
    _town,
]


def found_pairs(rows: list[Company], threshold: float) -> Iterator[tuple[int, int]]:
    """The pairs that traiber proposes, as row numbers."""
    from traiber.data.duplicates.actors import Actor
    from traiber.data.duplicates.pairs import find_pairs
    from traiber.data.duplicates.places import Places, place_word
    from traiber.data.duplicates.records import host_of

    actors = [
        Actor(
            str(at),
            (company.full_name,),
            company.region,
            company.region,
            place_word(company.town),
            company.town,
            company.postcode,
            frozenset({host_of(company.homepage)} - {""}),
        )
        for at, company in enumerate(rows)
    ]
    places = Places.learn(
        [(region, region) for region in TOWNS], [(a.town, a.region) for a in actors if a.town]
    )
    for pair in find_pairs(actors, places, threshold):
        one, other = sorted((int(pair.one.key), int(pair.other.key)))
        yield one, other
