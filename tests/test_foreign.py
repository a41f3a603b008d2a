"""RDF among the sources: it comes in through the shapes, under limits, and nothing of it is lost.

Canonical hashes are those of RDFC-1.0; what the files say is written by hand; pyoxigraph and rdflib
are the second tools that parse the exports.
"""

import hashlib
import random
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from made import statements_by_level
from rdflib import Graph

from traiber.data.batch import Batch
from traiber.data.build import build, check, content_graphs, open_build
from traiber.data.findings import ImportFailedError
from traiber.data.foreign import ENDINGS, ForeignFile, read_foreign
from traiber.data.foreign.nodes import TooAlikeError, name_blank_nodes
from traiber.data.foreign.turtle import subject_lines
from traiber.data.mapper import map_sheets
from traiber.data.registry import Registry
from traiber.data.workspace import find_workspace
from traiber.graph.store import canonical_hash, parse_rdf

BASE = "https://w3id.org/traiber/id/"
HEAD = """@prefix tr: <https://w3id.org/traiber/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix type: <https://w3id.org/traiber/codes/ActorType/> .
@prefix level: <https://w3id.org/traiber/codes/AccessLevel/> .
@prefix p: <https://partner.example/> .
"""
CHAMBER = 'p:ihk a tr:SocialPartner ; skos:prefLabel "IHK Partnerstadt" ; org:classification type:chamber .\n'
COMPANY = 'p:guss a tr:Company ; skos:prefLabel "Guss GmbH"@de ; org:classification type:company .\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace without tables."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('language = "en"\n', encoding="utf-8")
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    (folder / "sources" / name).write_text(text, encoding="utf-8")


def checked(folder: Path) -> Batch:
    return check(find_workspace(folder))


def messages(folder: Path, severity: str = "error") -> list[str]:
    return [str(found) for found in checked(folder).findings if found.severity == severity]


def test_a_partners_turtle_is_in_the_analyses(folder: Path) -> None:
    put(folder, "partner.ttl", HEAD + CHAMBER + COMPANY)
    put(folder, "ties.csv", "Von;Nach;Quelle\nIHK Partnerstadt;https://partner.example/guss;Liste\n")
    assert messages(folder) == []
    build(find_workspace(folder))
    rows = open_build(find_workspace(folder), "internal").select(
        "select ?name ?k { ?a a tr:Actor ; skos:prefLabel ?name ; tr:kennung ?k . ?t tr:participant ?a }"
        " order by ?name"
    )
    assert [row["name"] for row in rows] == ["Guss GmbH", "IHK Partnerstadt"]
    build(find_workspace(folder))
    again = open_build(find_workspace(folder), "internal").select("select ?k { ?a tr:kennung ?k }")
    assert {row["k"] for row in rows} <= {row["k"] for row in again}


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_every_format_says_the_same(ending: str, folder: Path) -> None:
    """Written by rdflib from one Turtle text."""
    names = {
        ".ttl": "turtle",
        ".nt": "nt",
        ".nq": "nquads",
        ".trig": "trig",
        ".jsonld": "json-ld",
        ".rdf": "xml",
    }
    text = HEAD + CHAMBER + COMPANY + 'p:guss tr:seatIn [ a tr:Region ; skos:prefLabel "Kreis"@de ] .'
    graph = Graph().parse(data=text, format="turtle")
    graph.bind("type", "https://w3id.org/traiber/codes/ActorType/")
    from rdflib import Dataset

    dataset = Dataset()
    for triple in graph:
        dataset.add(triple)
    written = (dataset if ending in (".nq", ".trig") else graph).serialize(format=names[ending])
    put(folder, f"x{ending}", written)
    expected = read_foreign([ForeignFile("x.ttl", text.encode())], BASE)
    found = read_foreign([ForeignFile(f"x{ending}", written.encode())], BASE)
    assert [str(finding) for finding in found.findings] == []
    assert {(f.subject, f.predicate, f.object, f.level) for f in found.facts} == {
        (f.subject, f.predicate, f.object, f.level) for f in expected.facts
    }
    assert messages(folder) == []


def test_each_file_is_a_run_with_its_hash(folder: Path) -> None:
    put(folder, "partner.ttl", HEAD + CHAMBER)
    build(find_workspace(folder))
    content = (folder / "sources" / "partner.ttl").read_bytes()
    rows = open_build(find_workspace(folder), "internal").select(
        "select ?graph ?file ?hash ?rows { graph ?graph { <https://partner.example/ihk> a tr:Actor } "
        "graph ?i { ?graph prov:wasGeneratedBy ?run . "
        "?run tr:fileName ?file ; tr:sha256 ?hash ; tr:rowCount ?rows } }"
    )
    assert [(r["file"], r["hash"], r["rows"]) for r in rows] == [
        ("partner.ttl", hashlib.sha256(content).hexdigest(), "1")
    ]


# ---- Access levels


def test_foreign_statements_are_internal_unless_said_otherwise(folder: Path) -> None:
    put(
        folder,
        "partner.ttl",
        HEAD
        + CHAMBER
        + COMPANY
        + """p:guss dcterms:accessRights level:public ; <http://www.w3.org/ns/locn#address> [
            a <http://www.w3.org/ns/locn#Address> ; <http://www.w3.org/ns/locn#postName> "Musterstadt" ] .
        p:ihk dcterms:description [] .
        p:x a <http://xmlns.com/foaf/0.1/Person> ; <http://xmlns.com/foaf/0.1/name> "Geheim" ;
            dcterms:accessRights level:public .
        """,
    )
    found = statements_by_level(checked(folder))
    levels = {
        text: {level for level, lines in found.items() if any(text in line for line in lines)}
        for text in ("IHK Partnerstadt", "Guss GmbH", "Musterstadt", "Geheim", "partner.example/x>")
    }
    assert levels == {
        "IHK Partnerstadt": {"internal"},
        "Guss GmbH": {"public"},
        "Musterstadt": {"public"},
        "Geheim": {"personal"},
        "partner.example/x>": {"personal"},
    }


def test_a_graph_of_our_own_keeps_its_level_and_persons_stay_personal(folder: Path) -> None:
    line = '<https://p.example/{n}> <http://www.w3.org/2004/02/skos/core#note> "{n}" <{g}> .\n'
    graph = BASE + "graph/{}/0123456789abcdef"
    person = f'<{BASE}person/p1> <http://xmlns.com/foaf/0.1/name> "Eva" <{graph.format("public")}> .\n'
    put(
        folder,
        "x.nq",
        "".join(line.format(n=n, g=graph.format(n)) for n in ("public", "internal", "personal"))
        + line.format(n="other", g="https://elsewhere.example/graph/public/1")
        + line.format(n="odd", g=graph.format("open"))
        + person,
    )
    found = statements_by_level(checked(folder))
    assert {
        text: [level for level, lines in found.items() if any(f'"{text}"' in one for one in lines)]
        for text in ("public", "internal", "personal", "other", "odd", "Eva")
    } == {
        "public": ["public"],
        "internal": ["internal"],
        "personal": ["personal"],
        "other": ["internal"],
        "odd": ["internal"],
        "Eva": ["personal"],
    }


# ---- What we export comes in again


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A workspace with the tables of the real network, some of them of a higher level."""
    target = tmp_path / "real"
    (target / "sources").mkdir(parents=True)
    for file in (files("traiber.data") / "traiber_nrw").iterdir():
        place = target / ("sources" if file.name.endswith(".csv") else "") / file.name
        place.write_bytes(file.read_bytes())
    (target / "sources" / "Kontaktpersonen.csv").write_text(
        "Name;Akteur\nEva Muster;Coroplast\n", encoding="utf-8"
    )
    (target / "sources" / "needs.csv").write_text(
        "company,field,note\nCoroplast,Fachkräfte,=1+1\n", encoding="utf-8"
    )
    return target


def export(folder: Path, format_: str, access: str, target: Path) -> None:
    from traiber.data.exchange import write_rdf

    write_rdf(open_build(find_workspace(folder), access), BASE, target, format_)


@pytest.mark.parametrize("format_", ["nq", "jsonld", "ttl"])
def test_an_export_imports_again(format_: str, real: Path, tmp_path: Path) -> None:
    """N-Quads and JSON-LD give the same canonical hash, Turtle the same statements."""
    fields = (real / "sources" / "action_fields.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    needs = real / "sources" / "needs.csv"
    needs.write_text(
        needs.read_text(encoding="utf-8").replace("Fachkräfte", fields.split(";")[0].split(",")[0]),
        encoding="utf-8",
    )
    before = checked(real)
    assert [str(finding) for finding in before.errors] == []
    assert set(statements_by_level(before)) == {"public", "internal", "personal"}
    build(find_workspace(real))
    before = checked(real)
    again = tmp_path / "again"
    (again / "sources").mkdir(parents=True)
    shutil.copy(real / "traiber.toml", again)
    export(real, format_, "personal", again / "sources" / f"all.{format_}")
    after = checked(again)
    assert [str(finding) for finding in after.findings if finding.code != "W301"] == []
    if format_ == "ttl":
        assert set().union(*statements_by_level(after).values()) == set().union(
            *statements_by_level(before).values()
        )
    else:
        assert statements_by_level(after) == statements_by_level(before)
        assert canonical_hash(content_graphs(after)) == canonical_hash(content_graphs(before))
    build(find_workspace(again))
    runs = open_build(find_workspace(again), "public").select("select ?f { ?run tr:fileName ?f }")
    assert {"actors.csv", f"all.{format_}"} <= {row["f"] for row in runs} or format_ == "ttl"


# ---- Faults: one sentence with its place


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.ttl", HEAD + "p:a p:b .", "E121 x.ttl, line 8: is not valid Turtle. Message of the reader: "),
        ("x.nt", "<http://a/b> <http://a/c> .", "E121 x.nt, line 1: is not valid N-Triples"),
        ("x.nq", '<http://a/b> <http://a/c> "d" .\nx', "E121 x.nq, line 2: is not valid N-Quads"),
        ("x.trig", "<http://a/g> { <http://a/b> }", "E121 x.trig, line 1: is not valid TriG"),
        ("x.jsonld", '{\n"@id": }', "E121 x.jsonld, line 2: is no valid JSON"),
        ("x.rdf", "<rdf", "E121 x.rdf: is not valid RDF/XML"),
        ("x.ttl", "<a> <http://b/c> 1 .", "E125 x.ttl, line 1: '<a>' is no full address"),
        ("x.jsonld", '{"@id": "a", "http://b/c": 1}', "E125 x.jsonld, line 1: '<a>' is no full address"),
        ("x.ttl", "<http://a/b> <http://a/c> <<( <http://a/b> <http://a/c> 1 )>> .", "only RDF 1.1 is read"),
        (
            "x.jsonld",
            '{"@context":\n"https://c.example/x"}',
            "E124 x.jsonld, line 2: takes its context from https",
        ),
        ("x.jsonld", '{"@context": [{"@import": "file:///etc/passwd"}]}', "context from file:///etc/passwd"),
        (
            "x.rdf",
            '<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a "b">]><r/>',
            "E124 x.rdf, line 2: declares XML",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(name: str, text: str, message: str, folder: Path) -> None:
    put(folder, name, text)
    (found,) = messages(folder)
    assert message in found
    assert found.endswith(".")
    assert ". Please " in found
    with pytest.raises(ImportFailedError):
        build(find_workspace(folder))
    assert not (folder / ".traiber" / "current").exists()


def test_another_encoding_is_named_with_its_line(folder: Path) -> None:
    (folder / "sources" / "x.ttl").write_bytes((HEAD + "p:a p:b 'ä' .").encode("cp1252"))
    assert messages(folder) == ["E126 x.ttl, line 8: is not in UTF-8. Please save it as UTF-8."]


@pytest.mark.parametrize("depth", [4_000, 20_000])
@pytest.mark.parametrize(
    ("name", "before", "opening", "closing"),
    [
        ("x.jsonld", "", '{"http://a/b":', "}"),
        ("x.jsonld", "", "[", "]"),
        ("x.ttl", "<http://a/b> <http://a/c> ", "(", ")"),
        ("x.ttl", "<http://a/b> <http://a/c> ", "[<http://a/d> ", "]"),
        ("x.nq", "<http://a/b> <http://a/c> ", "<<( ", " )>>"),
        ("x.rdf", "", "<a>", "</a>"),
    ],
)
def test_a_nested_bomb_is_refused_before_it_is_parsed(
    depth: int, name: str, before: str, opening: str, closing: str
) -> None:
    text = f"{before}{opening * depth}1{closing * depth} ."
    (found,) = read_foreign([ForeignFile(name, text.encode())], BASE).findings
    assert (found.code, found.cell.row) == ("E123", 1)


def test_brackets_in_texts_comments_and_addresses_are_no_nesting() -> None:
    brackets = "([{" * 200
    texts = f"'{brackets}', \"\"\"{brackets}\"x\"\"\", '''{brackets}'''"
    turtle = f"# {brackets}\n<http://a/b#> <http://a/c> {texts} ."
    for name, text in (
        ("x.ttl", turtle),
        ("x.jsonld", f'{{"@id": "http://a/b", "http://a/c": "{brackets}"}}'),
    ):
        graph = read_foreign([ForeignFile(name, text.encode())], BASE)
        assert graph.facts
        assert [finding for finding in graph.findings if finding.severity == "error"] == []


def test_lines_of_n_triples_are_found_as_those_of_turtle_are() -> None:
    """N-Triples are Turtle too, so the scanner of all Turtle is the second way to the same lines."""
    text = (
        '# <http://a/comment> first\n<http://a/b> <http://a/p> "x. <http://a/no> y" .\n\n'
        '_:n1 <http://a/p> <http://a/b> .\r\n\t<http://a/c> <http://a/p> "\\"_:n2\\n" . # <http://a/d> .\n'
        "<http://a/b> <http://a/q> _:n1 .\n"
    )
    expected = {"http://a/b": 2, "_:n1": 4, "http://a/c": 5}
    assert subject_lines(text, "nt") == subject_lines(text, "ttl") == expected


def test_a_file_above_20_megabytes_is_refused() -> None:
    (found,) = read_foreign([ForeignFile("x.nt", b"#" * 20_000_001)], BASE).findings
    assert str(found) == "E122 x.nt: is larger than 20 MB. Please split it."


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine that writes down whoever calls."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _address = server.accept()
                except TimeoutError:
                    continue
                calls.append(connection.recv(100))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        stop.set()
        thread.join()


def test_nothing_that_a_file_refers_to_is_fetched_or_read(
    folder: Path, listener: tuple[int, list[bytes]], tmp_path: Path
) -> None:
    port, calls = listener
    canary = tmp_path / "canary.txt"
    canary.write_text("canary-5511", encoding="utf-8")
    for at, address in enumerate((f"http://127.0.0.1:{port}/x", canary.as_uri())):
        put(folder, f"a{at}.jsonld", f'{{"@context": "{address}", "name": "x"}}')
        put(folder, f"b{at}.jsonld", f'{{"@context": {{"@import": "{address}"}}, "http://a/b": "x"}}')
        put(
            folder,
            f"c{at}.jsonld",
            f'{{"@context": {{"t": {{"@id": "http://a/t", "@context": "{address}"}}}}}}',
        )
        put(folder, f"d{at}.ttl", f"<http://a/b> <http://www.w3.org/2002/07/owl#imports> <{address}> .")
        put(folder, f"e{at}.rdf", f'<!DOCTYPE r [<!ENTITY x SYSTEM "{address}">]><r>&x;</r>')
        put(
            folder, f"f{at}.jsonld", f'{{"@context": {{"@base": "{address}"}}, "@id": "", "http://a/b": "x"}}'
        )
    batch = checked(folder)
    assert calls == []
    said = "".join(map(str, batch.findings)) + repr(dict(batch.graphs))
    assert "canary-5511" not in said
    assert sum(finding.code == "E124" for finding in batch.findings) == 8


# ---- Findings have a place


def test_a_shapes_finding_names_file_line_and_address(folder: Path) -> None:
    put(folder, "partner.ttl", HEAD + "# p:guss p:x 1 .\n" + CHAMBER + "p:guss a tr:Company .\n")
    place = "E301 partner.ttl, line 10: 'https://partner.example/guss':"
    assert set(messages(folder)) == {
        f"{place} Every actor needs a type; please fill in the column Type.",
        f"{place} A name is needed, exactly one per language; please check the column Name (or Title).",
    }


def test_a_node_without_an_address_stands_where_its_owner_stands(folder: Path) -> None:
    text = "p:ihk tr:seatIn [ a tr:Region ] .\n"
    put(folder, "partner.ttl", HEAD + CHAMBER + text)
    (found,) = messages(folder)
    assert found.startswith("E301 partner.ttl, line 8: ")


def test_a_second_seat_in_a_foreign_file_is_found_there(folder: Path) -> None:
    put(folder, "actors.csv", "Kennung;Name;Typ;Kreis\nIHK1;IHK;Kammer;Wuppertal\n")
    put(folder, "x.nt", f"<{BASE}org/IHK1> <https://w3id.org/traiber/ns#seatIn> <{BASE}region/05120> .\n")
    (found,) = messages(folder)
    assert found.startswith("E301 ")
    assert "one seat at most" in found


def test_unknown_terms_are_kept_and_reported_once_with_the_nearest(folder: Path) -> None:
    text = HEAD + COMPANY + "p:guss tr:seatin p:k ; p:colour 1 .\np:k tr:seatin p:l ; a tr:Regoin .\n"
    put(folder, "partner.ttl", text)
    found = [finding for finding in checked(folder).findings if finding.code == "W121"]
    assert [(one.value, one.suggestion, one.cell.row) for one in found] == [
        ("https://partner.example/colour", "", 8),
        ("tr:seatin", "tr:seatIn", 8),
        ("tr:Regoin", "tr:Region", 10),
    ]
    assert "seatin> <https://partner.example/l>" in "".join(statements_by_level(checked(folder))["internal"])


def test_names_that_json_ld_would_drop_are_reported(folder: Path) -> None:
    put(folder, "x.jsonld", '{"@id": "http://a/b", "http://a/c": "d", "colour": "red"}')
    warnings = messages(folder, "warning")
    assert "W122 x.jsonld: 'colour' has no meaning in the context of the file" in "".join(warnings)


# ---- Identity


def test_a_name_of_the_tables_means_the_row_alone(folder: Path) -> None:
    put(folder, "actors.csv", "Kennung;Name;Typ\nA1;IHK Partnerstadt;Kammer\nA2;Amt;Kommune\n")
    put(folder, "partner.ttl", HEAD + CHAMBER)
    put(folder, "ties.csv", "Von;Nach\nIHK Partnerstadt;Amt\n")
    assert messages(folder) == []
    said = "".join(statements_by_level(checked(folder))["public"])
    assert f"participant> <{BASE}org/A1>" in said


def test_the_same_kennung_for_two_things_is_an_error(folder: Path) -> None:
    put(folder, "actors.csv", "Kennung;Name;Typ\nA1;Amt;Kommune\n")
    put(folder, "partner.ttl", HEAD + CHAMBER + 'p:ihk tr:kennung "A1" .')
    (found,) = messages(folder)
    assert found.startswith("E128 partner.ttl, line 8: 'https://partner.example/ihk' has the same ID A1")


def test_a_shipped_region_comes_in_with_its_mention(folder: Path) -> None:
    put(folder, "partner.ttl", HEAD + CHAMBER + f"p:ihk tr:seatIn <{BASE}region/05124> .")
    assert messages(folder) == []
    assert '"Wuppertal"@de' in "".join(statements_by_level(checked(folder))["internal"])


def test_blank_nodes_have_the_same_addresses_in_any_order_and_with_any_label() -> None:
    """Trees, rings, twins and a list, 30 times shuffled and relabelled."""
    triples = [(f"_:r{i}", "urn:next", f"_:r{(i + 1) % 6}") for i in range(6)]
    triples += [("urn:a", "urn:has", f"_:t{i}") for i in range(3)] + [
        (f"_:t{i}", "urn:in", f"_:u{i}") for i in range(3)
    ]
    triples += [(f"_:u{i}", "urn:v", f'"{i // 2}"') for i in range(3)] + [("_:t0", "urn:v", '"x"')]
    triples += [(f"_:c{i}", "urn:knows", f"_:c{j}") for i in range(7) for j in range(7) if i != j]

    def facts(seed: int) -> set[tuple[str, str, object]]:
        shuffled = list(triples)
        rng = random.Random(seed)
        rng.shuffle(shuffled)
        labels: dict[str, str] = {}

        def name(term: str) -> str:
            if term.startswith("_:"):
                return labels.setdefault(term, f"_:b{rng.random():.9f}".replace(".", ""))
            return term if term.startswith('"') else f"<{term}>"

        text = "".join(f"{name(s)} <{p}> {name(o)} .\n" for s, p, o in shuffled)
        found = read_foreign([ForeignFile("x.nt", text.encode())], BASE).facts
        return {(fact.subject, fact.predicate, fact.object) for fact in found}

    first = facts(0)
    assert len(first) == len(triples)
    assert [seed for seed in range(1, 31) if facts(seed) != first] == []


def test_a_bomb_of_blank_nodes_that_are_alike_is_refused() -> None:
    """RDFC-1.0 needs 28 s for 9 nodes that all know each other; here 150 are refused."""
    text = "".join(f"_:b{i} <urn:p> _:b{j} .\n" for i in range(150) for j in range(150) if i != j)
    with pytest.raises(TooAlikeError):
        name_blank_nodes(parse_rdf(text.encode(), "nt", BASE))
    (found,) = read_foreign([ForeignFile("x.nt", text.encode())], BASE).findings
    assert found.code == "E127"


def test_a_deep_document_ends_in_a_sentence_in_a_process_of_its_own(folder: Path) -> None:
    """The parser alone would end the process with a signal at this depth."""
    put(folder, "x.jsonld", '{"@id":"http://a/b","http://p/q":' * 5000 + '"x"' + "}" * 5000)
    command = [sys.executable, "-m", "traiber", "check", "-w", str(folder), "--lang", "de"]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 1
    assert "x.jsonld\n  Zeile 1  E123  ist mehr als 100 Ebenen tief geschachtelt." in run.stdout


def test_foreign_things_are_rows_of_the_exported_tables(folder: Path) -> None:
    from traiber.data.export import export_tables
    from traiber.ontology.language import set_language

    put(folder, "partner.ttl", HEAD + CHAMBER + COMPANY)
    put(folder, "ties.csv", "Von;Nach\nIHK Partnerstadt;Guss GmbH\n")
    build(find_workspace(folder))
    set_language("de")
    tables = export_tables(open_build(find_workspace(folder), "internal"), BASE)
    assert sorted(map(str, tables["actors"].column("name"))) == ["Guss GmbH", "IHK Partnerstadt"]
    (tie,) = tables["ties"].records()
    assert {tie["source_actor"], tie["target_actor"]} == {"Guss GmbH", "IHK Partnerstadt"}


SOUND = {
    ".ttl": '@prefix a: <http://a/> . a:x a a:T ; a:p "x"@de , [ a:q ( 1 2.5 true ) ] .\n',
    ".nt": '<http://a/x> <http://a/p> "x\\u00e4"@de .\n_:b <http://a/p> _:b .\n',
    ".nq": '<http://a/x> <http://a/p> "x"^^<http://a/d> <http://g/g> .\n',
    ".trig": '@prefix a: <http://a/> . a:g { a:x a:p "y" . } GRAPH a:h { a:x a:p [] }',
    ".jsonld": '{"@context": {"n": "http://a/n"}, "@id": "http://a/x", "n": ["a", {"@value": "b"}], "l": 1}',
    ".rdf": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/">'
    '<a:T r:about="http://a/x"><a:p xml:lang="de">x</a:p></a:T></r:RDF>',
}


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_200_damaged_files_of_each_format_are_facts_or_findings_with_their_file(ending: str) -> None:
    """One to four bytes changed, lost or added; read as far as the statements of the batch."""
    draw = random.Random(1)
    signs = (b'"', b"<", b">", b"[", b"{", b"\\", b"@", b"_:", b".", b"\n", b'"@id"')
    contents = [
        b"",
        b"null",
        b"5",
        b"[]",
        b"{}",
        b'"x"',
        b'{"@context": 5}',
        SOUND[ending].encode("utf-8-sig"),
    ]
    for _ in range(200):
        content = bytearray(SOUND[ending].encode())
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(content))
            content[at : at + draw.randint(0, 1)] = draw.choice((*signs, bytes([draw.randrange(256)])))
        contents.append(bytes(content))
    refused = 0
    for content in contents:
        graph = read_foreign([ForeignFile(f"x{ending}", content)], BASE)
        batch = map_sheets([], BASE, Registry(), foreign=graph)
        assert graph.facts or batch.findings
        assert {finding.cell.file for finding in batch.findings} <= {f"x{ending}"}
        refused += bool(batch.errors)
    assert refused > 50


def test_a_row_of_its_own_is_no_part_of_what_refers_to_it(folder: Path) -> None:
    """A partner's public network links a company whose address lies below its own: that stays internal."""
    text = (
        "<https://partner.example/net> a tr:TransformationNetwork ; skos:prefLabel 'Netz'@de ;\n"
        " dcterms:accessRights <https://w3id.org/traiber/codes/AccessLevel/public> ;\n"
        " org:linkedTo <https://partner.example/net/acme> .\n"
        "<https://partner.example/net/acme> a tr:Company ; skos:prefLabel 'Geheim GmbH'@de ;\n"
        " org:classification <https://w3id.org/traiber/codes/ActorType/company> .\n"
    )
    put(folder, "partner.ttl", HEAD + text)
    said = statements_by_level(checked(folder))
    assert not any("Geheim" in line for line in said["public"])
    assert any("Geheim" in line for line in said["internal"])


def test_an_actor_that_moved_into_a_foreign_file_is_not_gone(folder: Path) -> None:
    put(folder, "actors.csv", "Name;Typ\nAlpha;Unternehmen\nBeta;Unternehmen\n")
    workspace = find_workspace(folder)
    build(workspace)
    ask = "select ?s ?k { ?s skos:prefLabel 'Alpha'@de ; tr:kennung ?k }"
    (row,) = open_build(workspace, "public").select(ask)
    subject, key = row["s"], row["k"]
    put(folder, "actors.csv", "Name;Typ\nBeta;Unternehmen\n")
    put(
        folder,
        "partner.ttl",
        f"{HEAD}<{subject}> a tr:Company ; skos:prefLabel 'Alpha'@de ; tr:kennung '{key}' ;"
        " org:classification type:company .\n",
    )
    build(workspace, force=True)
    gone = open_build(workspace, "personal").select("select ?s { ?s owl:deprecated true }")
    assert gone == []
    line = next(line for line in (folder / ".traiber" / "ids.csv").read_text().splitlines() if key in line)
    assert not line.endswith("yes")


def test_a_file_that_appears_during_a_build_and_one_of_rdf_that_changes_are_noticed(folder: Path) -> None:
    from traiber.data.integrity import SourceChangedError, refuse_changed_sources

    put(folder, "actors.csv", "Name;Typ\nAlpha;Unternehmen\n")
    put(folder, "partner.ttl", HEAD + CHAMBER)
    files = checked(folder).files
    assert set(files) == {"actors.csv", "partner.ttl"}
    refuse_changed_sources(folder / "sources", files)
    put(folder, "partner.ttl", HEAD + CHAMBER + "# changed\n")
    with pytest.raises(SourceChangedError, match=r"partner\.ttl"):
        refuse_changed_sources(folder / "sources", files)
    put(folder, "partner.ttl", HEAD + CHAMBER)
    put(folder, "new.csv", "Name\n")
    with pytest.raises(SourceChangedError, match=r"new\.csv"):
        refuse_changed_sources(folder / "sources", files)


@pytest.mark.parametrize(
    "thing",
    [
        "[ a tr:Company ; skos:prefLabel 'Geheim GmbH'@de ; org:classification type:company ]",
        "<https://partner.example/net/plan> .\n<https://partner.example/net/plan>"
        " a <http://xmlns.com/foaf/0.1/Project> ; skos:prefLabel 'Geheim'@de",
    ],
)
def test_a_thing_without_address_or_of_another_class_is_no_part_either(folder: Path, thing: str) -> None:
    text = (
        "<https://partner.example/net> a tr:TransformationNetwork ; skos:prefLabel 'Netz'@de ;\n"
        " dcterms:accessRights level:public ; org:linkedTo " + thing + " .\n"
    )
    put(folder, "partner.ttl", HEAD + text)
    said = statements_by_level(checked(folder))
    assert any("Netz" in line for line in said["public"])
    assert not any("Geheim" in line for line in said["public"])
    assert any("Geheim" in line for line in said["internal"])


ORGANISATIONS = """@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <http://schema.org/> .
@prefix p: <https://partner.example/> .
p:a a org:Organization ; skos:prefLabel "Alfa" ; org:linkedTo p:b , p:c .
p:b a org:FormalOrganization ; skos:prefLabel "Beta" ; org:linkedTo p:a .
p:c a foaf:Organization ; foaf:name "Gamma" .
p:d a schema:Organization ; schema:name "Delta" .
"""


def test_organisations_of_other_vocabularies_become_actors_and_their_links_contacts(folder: Path) -> None:
    """Two links among three of four organisations, one of them stated from both sides."""
    put(folder, "partner.ttl", ORGANISATIONS)
    batch = checked(folder)
    assert batch.errors == []
    assert (batch.counts["actors"], batch.counts["ties"]) == (4, 2)
    told = {one.value: one.rule for one in batch.findings if one.code == "W124"}
    assert set(told) == {
        "org:Organization",
        "org:FormalOrganization",
        "foaf:Organization",
        "http://schema.org/Organization",
    }
    assert all("1 of them" in rule for rule in told.values())
    build(find_workspace(folder))
    query = "SELECT ?tie WHERE { ?tie a tr:Tie ; tr:participant ?one } "
    assert len(open_build(find_workspace(folder), "internal").select(query)) == 4
    assert open_build(find_workspace(folder), "public").select(query) == []


def test_links_that_contacts_state_already_make_no_second_contact(folder: Path) -> None:
    """What we export holds the contact and the link that follows from it."""
    put(folder, "partner.ttl", ORGANISATIONS)
    made = checked(folder).counts["ties"]
    tie = "p:t a <https://w3id.org/traiber/ns#Tie> ; <https://w3id.org/traiber/ns#participant> p:a , p:b .\n"
    put(folder, "partner.ttl", ORGANISATIONS + tie)
    assert checked(folder).counts["ties"] == made == 2
