"""The fictional example network "Musterregion": invented actors with known weak spots.

Every organisation, place, person, contact and figure is invented. The example serves to try out
and to test everything that real data may not be invented for. The same seed and size give the
same tables. Known weak spots are planted, see `Planted`: companies without, with one and with
only old contacts, companies not surveyed, multipliers with too few contacts, one that many
companies hang on, a district without a chamber, one without a seat in the steering committee, a
field that nobody offers in one district, a neighbouring network that nobody knows, and measures
for which nobody is responsible.
"""

from traiber.data.example.activities import (
    tabulate_attendance,
    tabulate_events,
    tabulate_pilots,
    tabulate_ratings,
)
from traiber.data.example.actors import tabulate_actors
from traiber.data.example.bodies import tabulate_committees, tabulate_memberships, tabulate_persons
from traiber.data.example.cast import SMALLEST, Cast, cast_actors
from traiber.data.example.demand import tabulate_needs, tabulate_offers
from traiber.data.example.land import tabulate_networks, tabulate_region_roles, tabulate_regions
from traiber.data.example.plan import Plan, Planted, plan_weak_spots
from traiber.data.example.sheets import DATA_DATE, tabulate_sources
from traiber.data.example.strategy import tabulate_action_fields, tabulate_measures, tabulate_strategies
from traiber.data.example.study import tabulate_indicators, tabulate_swot
from traiber.data.example.ties import tabulate_ties
from traiber.data.example.truth import tell_truth
from traiber.data.table import Table

__all__ = ["DATA_DATE", "Planted", "generate", "generate_with_truth", "settings"]


def generate(seed: int = 2030, actors: int = 330) -> dict[str, Table]:
    """The sheets of the example by key, in linear time.

    Of 330 actors 240 are companies and 38 multipliers; beyond that, 4 % are multipliers and about
    80 % companies. Up to 53 districts. Raises ValueError below 200 actors and above what the
    invented company names allow (108,000 companies).
    """
    return generate_with_truth(seed, actors)[0]


def generate_with_truth(seed: int = 2030, actors: int = 330) -> tuple[dict[str, Table], Planted]:
    """The sheets of the example as `generate` gives them, and the weak spots planted in them."""
    cast = cast_actors(seed, actors)
    plan = plan_weak_spots(seed, cast)
    tables = {table.sheet: table for table in _tabulate_all(seed, cast, plan)}
    return tables, tell_truth(cast, plan, tables["measures"])


def _tabulate_all(seed: int, cast: Cast, plan: Plan) -> list[Table]:
    return [
        tabulate_actors(seed, cast, plan),
        tabulate_ties(seed, cast, plan),
        tabulate_events(seed, cast),
        tabulate_attendance(seed, cast, plan),
        tabulate_action_fields(cast),
        tabulate_needs(seed, cast, plan),
        tabulate_offers(seed, cast),
        tabulate_ratings(seed),
        tabulate_measures(cast),
        tabulate_committees(),
        tabulate_memberships(seed, cast, plan),
        tabulate_networks(cast),
        tabulate_regions(seed, cast),
        tabulate_region_roles(cast),
        tabulate_strategies(cast),
        tabulate_indicators(seed, cast),
        tabulate_swot(cast),
        tabulate_pilots(cast, plan),
        tabulate_sources(),
        tabulate_persons(cast),
    ]


def settings(seed: int = 2030) -> str:
    """The text of traiber.toml for a workspace with this example; its size does not matter."""
    cast = cast_actors(seed, SMALLEST)
    return (
        'language = "de"\n'
        'network = "Musterregion Mobil"\n'
        'base = "https://example.org/traiber/id/"\n'
        f"data_date = {DATA_DATE.isoformat()}\n"
        "fictional = true\n"
        f'office = ["{cast.kennung[cast.office]}"]\n'
    )
