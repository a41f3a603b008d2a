"""The strategy of the example: two states of action fields, the guiding vision, the measures."""

from datetime import date

from traiber.data.example.bodies import steering_members
from traiber.data.example.cast import Cast
from traiber.data.example.land import BRIDGED, OWN
from traiber.data.example.sheets import FICTIONAL, STRATEGY, listing, mint_keys
from traiber.data.table import Cell, Table

FORMER, CURRENT, VISION = "strategie-1", "strategie-2", "leitbild"

FIELDS = tuple(f"HF2-{number}" for number in range(1, 9))
_CURRENT_FIELDS: tuple[tuple[str, str, str | None], ...] = (
    ("Fachkräfte gewinnen", "Winning skilled workers", "HF1-1"),
    ("Weiterbildung", "Further training", "HF1-1"),
    ("Neue Antriebe", "New drives", "HF1-2"),
    ("Geschäftsmodelle", "Business models", "HF1-2"),
    ("Digitalisierung der Fertigung", "Digital manufacturing", "HF1-3"),
    ("Kreislaufwirtschaft", "Circular economy", None),
    ("Vernetzung", "Networking", "HF1-4"),
    ("Standort und Flächen", "Location and sites", "HF1-5"),
)
_FORMER_FIELDS = (
    ("Fachkräfte und Weiterbildung", "Skilled workers and training"),
    ("Neue Produkte und Geschäfte", "New products and business"),
    ("Digitalisierung", "Digitalisation"),
    ("Netzwerke", "Networks"),
    ("Attraktiver Standort", "Attractiveness of the location"),
)
_BUNDLES = ("Fachkräftebündel", "Antriebsbündel", "Digitalbündel", "Standortbündel")
_NOBODY, _UNKNOWN = (2, 6, 11), (4, 9, 14)  # measures, by their position
_MEASURES = (
    ("Ausbildungsbörse der Zulieferer", 1, "running"),
    ("Werkstattgespräche mit Schulen", 1, "planned"),
    ("Rückkehrprogramm für Fachkräfte", 1, "planned"),
    ("Lernfabrik auf Rädern", 2, "running"),
    ("Weiterbildungsberatung vor Ort", 2, "done"),
    ("Prüfstand für elektrische Antriebe", 3, "planned"),
    ("Umstiegsberatung Verbrenner", 3, "unknown"),
    ("Geschäftsmodellsprint", 4, "running"),
    ("Patenprogramm neue Märkte", 4, "stopped"),
    ("Datenraum Zulieferkette", 5, "planned"),
    ("Robotik zum Ausprobieren", 5, "running"),
    ("Rücklaufbörse Metallspäne", 6, "unknown"),
    ("Stammtisch Transformation", 7, "running"),
    ("Gemeinsamer Messestand", 7, "done"),
    ("Flächenkataster Gewerbe", 8, "planned"),
    ("Werkswohnungen neu gedacht", 8, "planned"),
)


def tabulate_strategies(cast: Cast) -> Table:
    """Two states of the own strategy, the guiding vision, and the strategy of a neighbour."""
    text = f"{FICTIONAL}: dieser Text ist erfunden."
    holders = "; ".join(cast.kennung[at] for at in steering_members(cast)[:6])
    rows: tuple[tuple[Cell, ...], ...] = (
        (
            VISION,
            "Leitbild Musterregion 2035",
            "vision",
            "1.0",
            date(2023, 3, 1),
            OWN,
            None,
            None,
            holders,
            None,
        ),
        (FORMER, "Strategie 1.0", "strategy", "1.0", date(2023, 12, 1), OWN, None, VISION, holders, 3),
        (CURRENT, "Strategie 2.0", "strategy", "2.0", date(2025, 2, 28), OWN, FORMER, VISION, holders, 4),
        (
            "strategie-nordwind",
            "Nordwind-Strategie",
            "strategy",
            "1.0",
            date(2024, 5, 1),
            BRIDGED,
            *[None] * 4,
        ),
    )
    columns = "id name kind version issued network previous aligned_with held_by measure_bundles description"
    return listing("strategies", columns, [(*row, text) for row in rows], STRATEGY)


def tabulate_action_fields(cast: Cast) -> Table:
    """Eight fields of the current state, five of the former; close matches point backwards."""
    steering = steering_members(cast)
    definition = f"{FICTIONAL}: ein Feld der erfundenen Strategie."
    rows: list[tuple[Cell, ...]] = [
        (f"HF1-{number}", name, english, definition, FORMER, None, None)
        for number, (name, english) in enumerate(_FORMER_FIELDS, 1)
    ]
    for k, (name, english, match) in enumerate(_CURRENT_FIELDS):
        coordinator = None if k in (5, 7) else cast.kennung[steering[k % len(steering)]]
        rows.append((FIELDS[k], name, english, definition, CURRENT, match, coordinator))
    columns = "id name name_en definition state close_match coordinator"
    return listing("action_fields", columns, rows, STRATEGY)


def tabulate_measures(cast: Cast) -> Table:
    """Four bundles and 16 measures; for three nobody is responsible, for three it is unknown."""
    steering = steering_members(cast)
    bundles, measures = mint_keys("bundles", len(_BUNDLES)), mint_keys("measures", len(_MEASURES))
    rows: list[tuple[Cell, ...]] = []
    for k, name in enumerate(_BUNDLES):
        fields = f"{FIELDS[2 * k]}; {FIELDS[2 * k + 1]}"
        lead = cast.kennung[steering[k]]
        rows.append((bundles[k], name, "bundle", fields, lead, "running", None, None, VISION))
    for k, (name, field, status) in enumerate(_MEASURES):
        pair = (steering[k % len(steering)], steering[(3 * k + 1) % len(steering)])
        responsible: Cell = "; ".join(sorted(cast.kennung[at] for at in dict.fromkeys(pair)))
        responsible = "-" if k in _NOBODY else None if k in _UNKNOWN else responsible
        due = date(2025 + k % 3, 1 + 5 * k % 12, 28)
        bundle = bundles[(field - 1) // 2]
        vision = VISION if k % 3 else None
        rows.append(
            (
                measures[k],
                name,
                "measure",
                FIELDS[field - 1],
                responsible,
                status,
                due,
                bundle,
                vision,
            )
        )
    columns = "id name kind field responsible status due bundle supports strategy description"
    text = f"{FICTIONAL}: diese Maßnahme ist erfunden."
    return listing("measures", columns, [(*row, CURRENT, text) for row in rows], STRATEGY)
