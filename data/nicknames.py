"""Districts by the names of their towns and by what people call them, for suggestions only.

Facts of the municipal structure of North Rhine-Westphalia; a name is suggested where the sheet Regions
or the shipped regions have the district.
"""

from collections.abc import Mapping
from functools import cache

from traiber.ontology.codes import normalise

_NAMES: Mapping[str, str] = {
    "Kreis Mettmann": "Erkrath, Haan, Heiligenhaus, Hilden, Langenfeld, Mettmann, Monheim, Monheim am Rhein,"
    " Ratingen, Velbert, Wülfrath, ME",
    "Oberbergischer Kreis": "Bergneustadt, Engelskirchen, Gummersbach, Hückeswagen, Lindlar, Marienheide,"
    " Morsbach, Nümbrecht, Radevormwald, Reichshof, Waldbröl, Wiehl, Wipperfürth, Oberberg, OBK, GM",
    "Rheinisch-Bergischer Kreis": "Bergisch Gladbach, Burscheid, Kürten, Leichlingen, Odenthal, Overath,"
    " Rösrath, Wermelskirchen, Rhein-Berg, Rhein Berg, Rheinberg-Kreis, RBK, GL",
    "Ennepe-Ruhr-Kreis": "Breckerfeld, Ennepetal, Gevelsberg, Hattingen, Herdecke, Schwelm, Sprockhövel,"
    " Wetter, Witten, Ennepe-Ruhr, EN-Kreis, EN",
    "Märkischer Kreis": "Altena, Balve, Halver, Hemer, Herscheid, Iserlohn, Kierspe, Lüdenscheid,"
    " Meinerzhagen, Menden, Neuenrade, Plettenberg, Schalksmühle, Werdohl, MK",
    "Rhein-Kreis Neuss": "Dormagen, Grevenbroich, Jüchen, Kaarst, Korschenbroich, Meerbusch, Neuss,"
    " Rommerskirchen",
    "Köln": "Cologne",
    "Düsseldorf": "Duesseldorf, Dusseldorf",
}


def district_of(text: str) -> str:
    """The district that a nickname or a town means; "" for none.

    >>> district_of("Ratingen"), district_of("RBK"), district_of("Solingen")
    ('Kreis Mettmann', 'Rheinisch-Bergischer Kreis', '')
    """
    return _districts().get(normalise(text), "")


@cache
def _districts() -> dict[str, str]:
    return {normalise(name): district for district, names in _NAMES.items() for name in names.split(", ")}
