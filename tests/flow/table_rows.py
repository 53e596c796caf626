"""The rows of T1, T2, T3 and T5: those of the requirements, as table_spec.h has
them, and those an office has walked, as its register has them."""
import pathlib
import re

from steps import sql

ROOT = pathlib.Path(__file__).resolve().parents[2]


SAME = {"replace": "change"}    # one table for two businesses


def words():
    """A0_DRAFT to "draft", and so on, from the vocabulary."""
    text = "".join((ROOT / "cgi/seal" / name).read_text(encoding="utf-8")
                   for name in ("words.c", "table_carrier.c"))
    out = {}
    for name, word in re.findall(
            r'\[([ACEKSU][A-Z0-9]*_\w+)\] = \{ "([\w-]+)"', text):
        out.setdefault(name, word)	# further down: how pages show them
    return out


def spec(flows):
    """The rows of table_spec.h for them: (flow, from, event, to)."""
    text = (ROOT / "tests/unit/table_spec.h").read_text(encoding="utf-8")
    word, rows = words(), set()
    row = re.compile(r"\{ (\w+), (\w+), [^,{}]+, (\w+) \}")

    def named(found):
        return ("" if found[0] == "FLOW_NEW" else word[found[0]],
                word[found[1]], word[found[2]])
    common = {name: [named(m) for m in row.findall(body)] for name, body in
              re.findall(r"#define (SPEC_\w+)((?:[^\n]*\\\n)+[^\n]*\n)",
                         text)}
    for flow in flows:
        part = text[text.index(f"spec_{SAME.get(flow, flow)}[] = {{"):]
        part = part[:part.index("\n};")]
        rows |= {(flow,) + named(m) for m in row.findall(part)}
        for name, shared in common.items():
            if name in part:
                rows |= {(flow,) + m for m in shared}
    return rows


def seen():
    """The rows this office has walked."""
    rows = set(sql("office", "SELECT DISTINCT r.business, e.from_state,"
                   " e.event, e.to_state FROM request_event e JOIN request r"
                   " ON r.id = e.request"))
    for name, table in (("seal", "seal_event"), ("use", "use_event")):
        rows |= {(name,) + r for r in sql(
            "office", "SELECT DISTINCT from_state, event, to_state FROM "
            + table)}
    return rows


def seen_carriers():
    """The rows of T5 among them."""
    return {("carrier",) + r for r in sql(
        "office", "SELECT DISTINCT from_state, event, to_state FROM"
        " carrier_event")}
