"""Attacks on a running office, through nginx as any stranger could: foreign
forms, stolen and planted cookies, other people's numbers, paths, headers,
bodies that are broken on purpose, guessing.  Everything is refused, known
people's refusals leave an entry, and no process ends.  Rules: R-009 R-023
R-025 R-040 R-044 R-146 R-150 R-192 R-193 R-214 R-226 R-229."""
import os
import pathlib
import re
import secrets
import socket
import struct
import subprocess
import threading
import time

import attack_kit as kit
import attack_keys
import client
import doc_tables
from attack_kit import From, head, raw
from client import Tap, pdf

tap = Tap()
VAR = client.VAR
BIN = os.environ.get("JIANYIN_BIN", "")
SQLITE = os.environ.get("JIANYIN_ENGINE", "sqlite") == "sqlite"
SECRET = "Mima" + secrets.token_hex(6) + "7"  # nobody else's PIN
OTHER = "Mima" + secrets.token_hex(6) + "8"
EVIL = ["'; DROP TABLE request; --", "\" OR 1=1 --",
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
        "{{X}}{{#Y}}{{%AUTOESCAPE}}", "%s%n%x%00", "../../etc/passwd",
        "$(id)`id`", "=1+1", "\u202e\u2066倒写", "&#60;b&#62;"]
seen = {"pids": {}, "log": 0}


def clean(page, what):
    """No error of ours, and nothing sent comes back as markup."""
    assert page.status < 500, (what, page.status, page.plain[:200])
    for bad in ("<script>alert", "<img src=x", "SQLite", "syntax error"):
        assert bad not in page.text, (what, bad)


# --- forms from elsewhere ---------------------------------------------------

def cases_of(login):
    return kit.rows("SELECT COUNT(*) FROM request q JOIN person p ON "
                    "p.id = q.applicant WHERE p.login = ?", login)[0][0]


def foreign_forms(me, other):
    b, token = me["browser"], me["token"]
    before, entry = cases_of(me["login"]), kit.last_entry()
    other["browser"].get("/account/me")
    ours = {"csrf": token}
    tries = [
        ({}, {}), ({"csrf": ""}, {}), ({"csrf": "0" * 64}, {}),
        ({"csrf": token[:-1]}, {}), ({"csrf": token + "0"}, {}),
        ({"csrf": token.upper()}, {}),
        ({"csrf": other["browser"].token()}, {}),
        (ours, {"Origin": "http://evil.example"}),
        (ours, {"Origin": "null"}), (ours, {"Origin": None}),
        (ours, {"Origin": client.URL + ".evil.example"}),
        (ours, {"Origin": client.URL + "/x"}),
        (ours, {"Sec-Fetch-Site": "cross-site"}),
        (ours, {"Sec-Fetch-Site": "same-site"}),
        (ours, {"Sec-Fetch-Site": "none"}),
    ]
    for fields, headers in tries:
        page = b.post("/apply/new", fields, headers=headers, follow=False)
        assert page.status == 403, (fields, headers, page.status)
    assert cases_of(me["login"]) == before, "a foreign form made a case"
    reasons = [r for _, _, r in kit.refusals(me["login"], entry)]
    assert len(reasons) == len(tries), reasons
    assert {"token", "origin"} == set(reasons), reasons
    page = b.post("/apply/new", ours, follow=False)
    assert page.status == 303, page.status
    me["case"] = re.search(r"/apply/(\w{26})", page.headers["Location"]
                           ).group(1)


def file_before_token(me):
    path = f"/apply/{me['case']}/materials/agent"
    mark = "x" * 20
    data = (f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="a.pdf"\r\n\r\n').encode() + pdf() + (
            f'\r\n--{mark}\r\nContent-Disposition: form-data; name="csrf"'
            f"\r\n\r\n{me['token']}\r\n--{mark}--\r\n").encode()
    page = me["browser"].ask("POST", path, data, {
        "Content-Type": f"multipart/form-data; boundary={mark}"})
    assert page.status == 403, page.status
    assert not kit.rows("SELECT 1 FROM material WHERE request = ?",
                        me["case"])


def sign_in_form():
    b = From("127.0.0.1")
    page = b.post("/account/signin", {"login": "keeper", "pin": client.PIN})
    assert page.status == 403, page.status
    victim = From("127.0.0.1")
    b.get("/account/signin")
    victim.get("/account/signin")
    page = victim.post("/account/signin", {
        "login": "keeper", "pin": client.PIN, "csrf": b.token()},
        follow=False)
    assert page.status == 403, "another browser's token signs in"


# --- cookies ----------------------------------------------------------------

def fixation(me):
    planted = "A" * 43
    stolen = me["browser"].cookies["__Host-jy"]
    for cookie in (planted, stolen):
        b = From("127.0.0.1")
        b.get("/account/signin")
        b.cookies["__Host-jy"] = cookie
        page = b.get("/account/signin", follow=False)
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
        page = b.post("/account/signin", {
            "login": me["other"], "pin": OTHER,
            "csrf": token.group(1) if token else ""}, follow=False)
        if page.status == 303:
            assert b.cookies["__Host-jy"] != cookie, "the planted cookie"
            page = b.get("/account/me")
            assert me["login"] not in page.plain
            b.sign_out()
        page = From("127.0.0.1").ask("GET", "/account/me", headers={
            "Cookie": f"__Host-jy={planted}"}, follow=False)
        assert page.status == 303, page.status
    page = me["browser"].get("/account/me", follow=False)
    assert page.status == 200, "signing in elsewhere ended this session"


def cookie_shapes(me):
    good = me["browser"].cookies["__Host-jy"]
    for cookie in ("", good[:-1], good + "A", good.swapcase(), "A" * 4000,
                   good + "\t;__Host-jy=" + good, "../../" + good,
                   "' OR 1=1", good[:10] + "%00" + good[10:]):
        page = From("127.0.0.1").ask("GET", "/account/me", headers={
            "Cookie": f"__Host-jy={cookie}"}, follow=False)
        assert page.status == 303, (cookie[:60], page.status)
    page = From("127.0.0.1").ask("GET", "/account/me", headers={
        "Cookie": f"jy={good}; __host-jy={good}"}, follow=False)
    assert page.status == 303, "another cookie's name is taken"


def after_sign_out(other):
    b = other["browser"]
    b.get("/account/me")
    token, cookies = b.token(), dict(b.cookies)
    b.sign_out()
    thief = From("127.0.0.1")
    thief.cookies = dict(cookies)
    assert thief.get("/account/me", follow=False).status == 303
    thief.cookies = dict(cookies)
    page = thief.post("/account/inbox", {"id": "all", "csrf": token},
                      follow=False)
    assert page.status in (303, 403), page.status
    assert page.status == 403 or "/signin" in page.headers["Location"]
    other["browser"] = kit.sign_in(other["login"], OTHER)


def shift(minutes):
    with open(os.path.join(VAR, "clock"), "r+b") as f:
        f.write(struct.pack(">q", int(minutes * 60000)))


def read_shift():
    with open(os.path.join(VAR, "clock"), "rb") as f:
        return struct.unpack(">q", f.read(8))[0] / 60000


def expiry(other):
    start = read_shift()
    b = other["browser"]
    try:
        shift(start + 14)
        assert b.get("/account/me", follow=False).status == 200
        shift(start + 28)
        assert b.get("/account/me", follow=False).status == 200
        shift(start + 28 + 16)
        assert b.get("/account/me", follow=False).status == 303, "idle"
        b = kit.sign_in(other["login"], OTHER)
        begin = start + 44
        for minute in range(0, 480, 13):
            shift(begin + minute)
            page = b.get("/account/me", follow=False)
            assert page.status == 200, (minute, page.status)
        shift(begin + 481)
        assert b.get("/account/me", follow=False).status == 303, "absolute"
    finally:
        shift(start)
    other["browser"] = kit.sign_in(other["login"], OTHER)


# --- other people's numbers -------------------------------------------------

def things():
    """What exists in the office, by the name of a route's piece."""
    def one(statement):
        found = kit.rows(statement)
        return found[0][0] if found else "0" * 26
    return {
        "request": one("SELECT id FROM request WHERE state = 'completed' "
                       "ORDER BY created LIMIT 1"),
        "use": one("SELECT id FROM use_request ORDER BY number LIMIT 1"),
        "seal": one("SELECT id FROM seal ORDER BY created LIMIT 1"),
        "material": one("SELECT m.id FROM material m JOIN request q ON "
                        "q.id = m.request WHERE q.state = 'completed'"),
        "unit": one("SELECT u.id FROM unit u JOIN request q ON "
                    "q.unit = u.id WHERE q.state = 'completed'"),
        "person": one("SELECT id FROM person WHERE login = 'keeper'"),
    }


def filled(program, path, have, value=None):
    """The path with what exists, or with "value", in its pieces."""
    is_person = path.startswith("/admin/person")
    pieces = {
        "id": have["use"] if program == "stamp" else
        have["seal"] if program == "account" else
        have["person"] if is_person else
        have["unit"] if program == "admin" else have["request"],
        "seal": have["seal"], "material": have["material"],
        "unit": have["unit"], "item": "agent", "paper": "form",
        "version": "1", "page": "1", "n": "1", "seq": "3", "act": "close",
        "name": "P-01",
    }
    return re.sub(r"\{(\w+)\*?\}", lambda m: value if value is not None else
                  pieces.get(m.group(1), "0" * 26), path)


PUBLIC = {"verify", "status", "progress"}


def stranger():
    """Keeper, requester, reviewer and applicant of another unit."""
    login = kit.register(OTHER)
    kit.enrol(login)
    b = kit.sign_in(login, OTHER)
    b.get("/account/me")
    return {"login": login, "browser": b, "token": b.token()}


def other_desk():
    """Staff of a desk beside: with the roles, without the district."""
    login = kit.register(OTHER)
    b = kit.clerk(login, OTHER)
    page = b.get("/approve")
    assert page.status == 200, (page.status, page.plain[:300])
    return {"login": login, "browser": b, "token": b.token()}


def strangers_numbers(me):
    """Every route that has a piece."""
    have, entry, tried = things(), kit.last_entry(), 0
    b = me["browser"]
    for program, method, path in kit.routes():
        if "{" not in path or program in PUBLIC or path in (
                "/loss/phone/{code}", "/loss/receipt/{code}"):
            continue
        target = filled(program, path, have)
        if method == "GET":
            page = b.get(target, follow=False)
        else:
            page = b.post(target, {"csrf": me["token"], "rev": "1",
                                   "pin": OTHER}, follow=False)
        if page.status == 405:  # a longer route has this shape
            continue
        tried += 1
        assert page.status in (403, 404), (method, target, page.status,
                                           page.plain[:200])
    assert tried > 60, tried
    found = kit.refusals(me["login"], entry)
    assert len(found) > 40, len(found)
    assert have["request"] in {o for _, o, _ in found}, found[:5]
    return {o for _, o, _ in found}, have


def strangers_things(me):
    objects, have = strangers_numbers(me)
    assert have["seal"] in objects, "the seal's refusal has no entry"
    number = kit.rows("SELECT number FROM use_request WHERE id = ?",
                      have["use"])
    assert not number or number[0][0] in objects, "the use request's"


def same_as_none(me):
    """R-040: another's request is answered like one that does not exist."""
    b, case, entry = me["browser"], things()["request"], kit.last_entry()
    (business, number), = kit.rows("SELECT business, number FROM request"
                                   " WHERE id = ?", case)
    for more in ("", "/materials", "/check", "/paper/form", "/done"):
        said = [b.get(f"/{business}/{which}{more}", follow=False)
                for which in (case, "0" * 26)]
        words = [re.sub(r"\b[0-9a-z]{26}\b", "ID", page.plain)
                 for page in said]
        assert said[0].status == said[1].status == 404, (more, said[0].status)
        assert words[0] == words[1], (more, words)
        assert number not in words[0], more
    assert number not in b.get("/apply/mine").plain
    assert case in {o for _, o, _ in kit.refusals(me["login"], entry)}


def strangers_seal(me):
    """The number not in the path but in a field."""
    b, entry = me["browser"], kit.last_entry()
    have = things()
    code, state = kit.rows("SELECT code, state FROM seal WHERE id = ?",
                           have["seal"])[0]
    count = "SELECT (SELECT COUNT(*) FROM request) + (SELECT COUNT(*) " \
        "FROM use_request)"
    before = kit.rows(count)
    for path, seal in (("/loss/urgent", code), ("/loss/new", code),
                       ("/cancel/new", code), ("/stamp/new", have["seal"])):
        page = b.post(path, {"csrf": me["token"], "seal": seal,
                             "reason": "stolen", "pin": OTHER,
                             "title": "通知", "class": "letter",
                             "purpose": "试验"}, follow=False)
        assert page.status in (400, 403, 404), (path, page.status,
                                                page.plain[:300])
        assert "清泉" not in page.plain, path
    page = b.get(f"/stamp/new?seal={have['seal']}", follow=False)
    assert page.status in (403, 404), page.status
    assert kit.rows(count) == before, "a case about another's seal"
    assert kit.rows("SELECT state FROM seal WHERE id = ?",
                    have["seal"])[0][0] == state
    assert len(kit.refusals(me["login"], entry)) >= 4


def nobodys_numbers():
    have, b = things(), From("127.0.0.1")
    for program, method, path in kit.routes():
        if program in PUBLIC or "{" not in path or "/loss/" in path and \
                "code" in path:
            continue
        target = filled(program, path, have)
        page = b.ask(method, target, None if method == "GET" else b"x=1",
                     {"Content-Type": "application/x-www-form-urlencoded"},
                     follow=False)
        assert page.status in (303, 403, 404, 405), (method, target,
                                                     page.status)
        if page.status == 303:
            assert page.headers["Location"].startswith("/account/signin"), \
                (target, page.headers["Location"])


WILD = ["0" * 26, "x", "-1", "new", "A" * 26, "0" * 4000, "%27%20OR%201=1--",
        "%3Cscript%3E", "%E5%8D%B0", "%2e%2e", "..%2f..%2f", "%25", ";",
        "%0d%0aX-Evil:%201", "18446744073709551616", "%7B%7BX%7D%7D"]
PEOPLE = {"apply": "applicant", "loss": "keeper", "cancel": "keeper",
          "renew": "keeper", "change": "keeper", "replace": "keeper",
          "approve": "checker", "issue": "maker", "stamp": "requester",
          "admin": "ra-admin", "audit": "auditor", "account": "keeper",
          "verify": "", "status": ""}


def wild_numbers():
    """What is no number at all, as somebody who may ask."""
    browsers = {}
    for program, method, path in kit.routes():
        if "{" not in path or method != "GET":
            continue
        login = PEOPLE[program]
        if login not in browsers:
            browsers[login] = From("127.0.0.1") if login == "" else \
                kit.sign_in(login, client.PIN)
        for value in WILD:
            target = filled(program, path, things_kept, value)
            page = browsers[login].get(target, follow=False)
            if page.headers.get_content_type() == \
                    "application/ocsp-response":
                assert page.body == b"\x30\x03\x0a\x01\x01"  # malformed
                continue
            # nginx resolves ".." before it looks for a program
            assert page.status in (303, 400, 403, 404, 414, 429) or \
                value[:2] in ("..", "%2", "ne"), \
                (target[:120], page.status, page.plain[:200])
            clean(page, target[:120])
            assert "X-Evil" not in page.headers
    for login, b in browsers.items():
        if login:
            b.get("/")
            b.sign_out()


# --- roles and headers ------------------------------------------------------

def forged_roles(me):
    b, case = me["browser"], me["case"]
    forged = {"role": "maker", "roles": "65535", "state": "completed",
              "applicant": "x", "unit": things_kept["unit"], "desk": "x",
              "person": things_kept["person"], "admin": "1", "id": "x",
              "checker": "x", "months": "999", "agreement": "1"}
    row = "SELECT state, unit, desk, applicant, checker, months FROM " \
        "request WHERE id = ?"
    before = kit.rows(row, case)
    b.get(f"/apply/{case}/answers")
    page = b.submit("/answers", dict(client_good(), **forged))
    assert page.status == 200, (page.status, page.plain[:200])
    assert kit.rows(row, case) == before
    assert kit.rows("SELECT agreement FROM application WHERE request = ?",
                    case)[-1][0] == 0
    for path in ("/issue", "/approve", "/audit", "/admin", "/stamp"):
        page = b.get(path + "?role=maker&roles=65535", follow=False)
        assert page.status == 403, (path, page.status)


IDENTITY = {
    "X-Gateway-Client": "CN=auditor", "X-Remote-User": "auditor",
    "Remote-User": "auditor", "X-SSL-Client-DN": "CN=auditor",
    "X-SSL-Client-Verify": "SUCCESS", "X-SSL-Client-Cert": "MII",
    "X-Forwarded-For": "203.0.113.7", "X-Real-IP": "203.0.113.7",
    "Forwarded": "for=203.0.113.7", "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https", "X-Original-URL": "/audit",
    "X-Rewrite-URL": "/audit", "X-HTTP-Method-Override": "DELETE",
    "X_Gateway_Client": "CN=auditor", "Proxy": "http://evil.example",
    "Authorization": "Basic YXVkaXRvcjp5YW5zaGkyMDI2",
}


def forged_headers(me):
    page = From("127.0.0.1", IDENTITY).get("/audit", follow=False)
    assert page.status == 303, page.status
    assert page.headers["Location"].startswith("/account/signin")
    entry = kit.last_entry()
    page = me["browser"].ask("GET", "/audit", headers=IDENTITY,
                             follow=False)
    assert page.status == 403, page.status
    address = kit.rows("SELECT DISTINCT address FROM audit WHERE seq > ?",
                       entry)
    assert address == [("127.0.0.1",)], address
    for host in ("evil.example", "evil.example:80", "127.0.0.1:1",
                 "a" * 3000):
        page = From("127.0.0.1", {"Host": host}).get("/", follow=False)
        for name, value in page.headers.items():
            assert "evil" not in value, (name, value)
        page = From("127.0.0.1", {"Host": host}).get("/audit",
                                                     follow=False)
        assert page.headers.get("Location", "/").startswith("/"), host
        assert "evil.example" not in page.text, host
    answer = raw(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n"
                 b"Connection: close\r\n\r\n")
    assert answer.status == 400, answer.status


def header_injection(me):
    for path in ("/account/signin?next=/%0d%0aX-Evil:%201",
                 "/account/signin?next=//evil.example",
                 "/account/signin?next=/%5Cevil.example",
                 "/account/signin?next=https:evil.example",
                 "/account/signin?next=/%09/evil.example",
                 "/apply/mine?x=%0d%0aX-Evil:%201"):
        b = From("127.0.0.1")
        page = b.get(path, follow=False)
        assert "X-Evil" not in page.headers, path
        if not b.page.has_form("/account/signin"):
            page = b.get(page.headers["Location"])
        page = b.submit("/account/signin", {"login": me["other"],
                                            "pin": OTHER}, follow=False)
        assert page.status == 303, (path, page.status, page.plain[:200])
        place = page.headers["Location"]
        assert re.match(r"/(?![/\\])[!-~]*$", place), (path, place)
        assert "evil" not in place or place.startswith("/apply/mine"), place
        b.get("/")
        b.sign_out()


def file_names(me):
    """A name is shown, never obeyed: no header, no path, no markup."""
    b, case = me["browser"], me["case"]
    for name in ("a\r\nX-Evil: 1.pdf", "..\\..\\x.pdf", "/etc/passwd",
                 "<script>alert(1)</script>.pdf", "a" * 900 + ".pdf",
                 "\u202efdp.exe", "%0d%0aX-Evil: 1.pdf", "a;b=c.pdf",
                 "坏\x01名.pdf", "{{X}}.pdf", "."):
        b.get(f"/apply/{case}/materials")
        page = b.submit("/materials/agent", files={
            "file": (name, pdf(), "application/pdf")})
        assert page.status in (200, 400), (name, page.status)
        clean(page, name)
        page = b.get(f"/apply/{case}/materials")
        clean(page, name)
        kept = kit.rows("SELECT id, name FROM material WHERE request = ? "
                        "AND live = 1", case)
        for material, shown in kept:
            assert not re.search(r"[\x00-\x1f/\\\u202e]", shown), shown
            page = b.get(f"/apply/{case}/material/{material}")
            assert page.status == 200 and page.body[:5] == b"%PDF-", name
            assert "X-Evil" not in page.headers, name
            assert "sandbox" in page.headers["Content-Security-Policy"]


# --- methods and paths ------------------------------------------------------

def methods(me):
    b = me["browser"]
    paths = {}
    for program, method, path in kit.routes():
        paths.setdefault((program, path), set()).add(method)
    shapes = [re.sub(r"\{\w+\}", "[^/]+", p) for _, p in paths]
    tried = 0
    for (program, path), known in paths.items():
        target = filled(program, path, things_kept)
        for method in {"GET", "POST"} - known:
            if sum(bool(re.fullmatch(s, target)) for s in shapes) > 1:
                continue  # two routes have this shape
            page = b.ask(method, target, b"" if method == "POST" else None,
                         follow=False)
            assert page.status == 405, (method, target, page.status)
            assert known == set(page.headers["Allow"].replace(
                "HEAD", "").replace(",", " ").split()), target
            tried += 1
    assert tried > 60, tried
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT",
                   "get", "GETT", "M" * 500):
        for path in ("/", "/apply/new", "/verify/api", "/static/icon.svg"):
            answer = raw(head(method, path))
            assert answer.status in (400, 403, 405, 501), \
                (method, path, answer.status)
            assert b"yanshi" not in answer.raw


def traversal():
    tails = ["../etc/passwd", "../../../../etc/passwd", "%2e%2e/jianyin.conf",
             "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cx", "%00",
             "x%00.css", "....//....//etc/passwd", "%252e%252e%252fx",
             ".%2e/.%2e/store/office.db", "//etc/passwd", "/./..;/x",
             "%c0%ae%c0%ae/x", "%ff%fe", "\xff\xfe", "x" * 3000]
    roots = ["/", "/static/", "/static..", "/apply/", "/apply//", "/v/",
             "/verify/", "/stamp/", "/status/", "/crl/", "/admin/",
             "/audit/", "/account/seals/", "//", "/static/error/"]
    for root in roots:
        for tail in tails:
            answer = raw(head("GET", (root + tail).encode("latin-1")))
            assert answer.status in (200, 303, 400, 403, 404, 414), \
                (root, tail[:60], answer.status)
            for word in (b"root:x", b"SQLite format", b"mode = demo",
                         b"store = "):
                assert word not in answer.body, (root, tail)
            if answer.status == 303:
                assert b"Location: /account/signin" in answer.raw or \
                    b"Location: /verify" in answer.raw, (root, tail)
    for path in ("/static/", "/static/error/pause.html", "/keyd", "/reader",
                 "/jobs", "/keyd/account.sock", "/run/keyd", "/jianyin.conf",
                 "/store/office.db", "/nginx.conf", "/.git/config",
                 "/templates/layout.tpl", "/cgi/keyd.c", "/console"):
        answer = raw(head("GET", path))
        assert answer.status in (403, 404), (path, answer.status)


# --- what is typed ----------------------------------------------------------

def client_good():
    return {"org_code": "12990102MB70548X7H",
            "org_name": "演示区清泉职业培训学校", "org_type": "institution",
            "org_region": "990102", "org_address": "演示区四号路 5 号",
            "agent_name": "景经办", "agent_idno": "371002199003070011",
            "agent_phone": "13800138000",
            "seal_name": "演示区清泉职业培训学校合同专用章",
            "sub_kind": "HT", "category": "unit", "scope": "industry",
            "delivery": "hosted"}


def injected_answers(me):
    """Every field of the form, every string: shown as text, or refused with
    what was typed still there."""
    b, case = me["browser"], me["case"]
    form = b.get(f"/apply/{case}/answers").form("/answers")
    names = [n for n in form["fields"] if n not in ("csrf", "rev")]
    assert len(names) > 15, names
    for name in names:
        for text in EVIL:
            b.get(f"/apply/{case}/answers")
            page = b.submit("/answers", dict(client_good(), **{name: text}))
            assert page.status in (200, 400), (name, text, page.status)
            clean(page, (name, text))
            page = b.get(f"/apply/{case}/answers")
            clean(page, (name, text))
    for name in ("org_address", "seal_name", "keeper_name",
                 "physical_none", "agent_name"):
        text = "甲<b>&amp;'\"</b>乙"
        b.get(f"/apply/{case}/answers")
        page = b.submit("/answers", dict(client_good(), **{name: text}))
        page = page if page.status == 400 else \
            b.get(f"/apply/{case}/answers")
        assert "<b>&amp;'" not in page.text, name
        assert page.form("/answers")["fields"][name] == text, name
    for table in ("request", "application", "audit", "person"):
        assert kit.rows(f"SELECT COUNT(*) FROM {table}")[0][0] > 0


def injected_elsewhere(me):
    for text in EVIL:
        b = From(kit.anywhere())
        b.get("/account/signin")
        page = b.submit("/account/signin", {"login": text, "pin": text})
        assert page.status == 400, (text, page.status)
        clean(page, text)
        for path, field in (("/verify/code", "c"), ("/status/query", "code"),
                            ("/account/register", "code"),
                            ("/status/notices", "kind"),
                            ("/account/signin", "next")):
            page = b.get(path + "?" + client.urllib.parse.urlencode(
                {field: text}))
            assert page.status in (200, 400, 404, 429), (path, text,
                                                         page.status)
            clean(page, (path, text))
        b.get("/progress")
        page = b.submit("/progress", {
            f: text for f in b.page.form("/progress")["fields"]
            if f != "csrf"})
        assert page.status in (200, 400, 404, 429), (text, page.status)
        clean(page, ("/progress", text))


def injected_search():
    """Every search form of the staff, every field, every string."""
    tried = 0
    for login, paths in (("checker", ["/approve/list"]),
                         ("maker", ["/issue"]), ("auditor", ["/audit"]),
                         ("ra-admin", ["/admin/people", "/admin/units"]),
                         ("keeper", ["/stamp", "/stamp/log"])):
        b = kit.sign_in(login, client.PIN)
        for path in paths:
            page = b.get(path)
            for form in [f for f in page.forms if f["method"] == "get"]:
                for name in form["fields"]:
                    for text in EVIL + ["x" * 3000]:
                        page = b.get(form["action"] + "?" +
                                     client.urllib.parse.urlencode(
                                         {name: text}))
                        assert page.status in (200, 400, 404), \
                            (path, name, text[:40], page.status)
                        clean(page, (path, name, text[:40]))
                        tried += 1
            for query in ("page=-1", "page=99999999999999999999",
                          "after=%27", "before=x", "sort=DROP", "tab=%3C",
                          "a=" + "b" * 5000):
                page = b.get(f"{path}?{query}")
                assert page.status in (200, 400, 404, 414), (path, query)
                clean(page, (path, query[:40]))
        b.get("/")
        b.sign_out()
    assert tried > 30, tried


# --- bodies -----------------------------------------------------------------

def post_raw(me, path, body, *lines, kind="application/"
             "x-www-form-urlencoded", length=None, **more):
    lines = [f"Origin: {client.URL}", *lines]
    if kind is not None:
        lines.append(f"Content-Type: {kind}")
    if length != "none":
        lines.append(f"Content-Length: "
                     f"{len(body) if length is None else length}")
    return raw(head("POST", path, *lines, cookies=me["browser"].cookies) +
               body, **more)


def bad_bodies(me):
    path = f"/apply/{me['case']}/answers"
    csrf = f"csrf={me['token']}".encode()
    many = b"&".join([csrf] + [b"f%d=1" % i for i in range(1000)])
    tries = [
        ("huge field", csrf + b"&org_name=" + b"x" * 200000, {}, {400, 413}),
        ("huge form", csrf + b"&org_name=" + b"x" * 400000, {}, {413}),
        ("past nginx", csrf + b"&x=" + b"x" * (13 << 20), {}, {413}),
        ("1,000 fields", many, {}, {400}),
        ("not UTF-8", csrf + b"&org_name=%ff%fe%80", {}, {400}),
        ("not UTF-8, bare", csrf + b"&org_name=\xff\xfe", {}, {400}),
        ("overlong", csrf + b"&org_name=%c0%af", {}, {400}),
        ("surrogate", csrf + b"&org_name=%ed%a0%80", {}, {400}),
        ("NUL", csrf + b"&org_name=a%00b", {}, {400}),
        ("NUL, bare", csrf + b"&org_name=a\0b", {}, {400}),
        ("half an escape", csrf + b"&org_name=%4", {}, {400}),
        ("bad escape", csrf + b"&org_name=%zz", {}, {400}),
        ("JSON", b'{"csrf":"%s"}' % me["token"].encode(),
         {"kind": "application/json"}, {400}),
        ("text/plain", csrf, {"kind": "text/plain"}, {400}),
        ("no type", csrf, {"kind": None}, {400}),
        ("XML", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
         {"kind": "text/xml"}, {400}),
        ("no boundary", csrf, {"kind": "multipart/form-data"}, {400}),
        ("empty boundary", csrf, {"kind": "multipart/form-data; boundary="},
         {400}),
        ("long boundary", csrf, {"kind": "multipart/form-data; boundary=" +
                                 "b" * 300}, {400}),
        ("empty", b"", {}, {400, 403}),
        ("only separators", b"&" * 3000, {}, {400, 403}),
        ("not a length", csrf, {"length": "x"}, {400}),
        ("negative length", csrf, {"length": "-5"}, {400}),
        ("vast length", csrf, {"length": "9" * 30}, {400, 413}),
        ("two lengths", csrf, {"length": f"5\r\nContent-Length: 6"}, {400}),
        ("other encoding", csrf, {"length":
                                  f"{len(csrf)}\r\nContent-Encoding: gzip"},
         {400}),
    ]
    for name, body, how, wanted in tries:
        answer = post_raw(me, path, body, **how)
        assert answer.status in wanted, (name, answer.status,
                                         answer.raw[:200])
    # The token twice, another's first: one is believed, the first.
    answer = post_raw(me, path, b"csrf=0&" + csrf)
    assert answer.status == 403, answer.status


def cut_bodies(me):
    path = f"/apply/{me['case']}/answers"
    csrf = f"csrf={me['token']}".encode()
    chunked = "Transfer-Encoding: chunked"
    for name, body in (
            ("no hex", b"zz\r\nabc\r\n0\r\n\r\n"),
            ("negative", b"-1\r\nabc\r\n0\r\n\r\n"),
            ("vast", b"ffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
            ("no end", b"5\r\nabcde\r\n"),
            ("no line end", b"5\r\nabcdeXX0\r\n\r\n")):
        answer = post_raw(me, path, body, chunked, length="none",
                          half_close=True)
        assert answer.status in (0, 400, 408), (name, answer.status)
    whole = b"%x\r\n%s\r\n0\r\n\r\n" % (len(csrf), csrf)
    answer = post_raw(me, path, whole, chunked, length="none")
    assert answer.status in (400, 200), answer.status  # empty answers
    answer = post_raw(me, path, whole, chunked, length=3)
    assert answer.status == 400, ("both lengths", answer.status)
    answer = post_raw(me, path, csrf, length=5000, half_close=True)
    assert answer.status in (0, 400, 408), answer.status


def part(name, text, filename=None):
    file = "" if filename is None else f'; filename="{filename}"'
    return (f'--B\r\nContent-Disposition: form-data; name="{name}"{file}'
            f"\r\n\r\n").encode() + text + b"\r\n"


def bad_parts(me):
    path = f"/apply/{me['case']}/materials/agent"
    kind = "multipart/form-data; boundary=B"
    token = part("csrf", me["token"].encode())
    end = b"--B--\r\n"
    deep = b""
    for i in range(200):
        deep += b"--B\r\nContent-Type: multipart/mixed; boundary=B%d\r\n" \
            b"\r\n--B%d\r\n" % (i, i)
    tries = [
        ("1,000 parts", token + part("x", b"1") * 1000 + end, {400}),
        ("200 deep", token + deep + end, {400}),
        ("no end", token + part("file", pdf(), "a.pdf"), {400}),
        ("cut in a header", token + b"--B\r\nContent-Dispo", {400}),
        ("huge header", token + b"--B\r\nX: " + b"x" * 20000 + b"\r\n\r\n" +
         end, {400}),
        ("no name", token + b"--B\r\n\r\nabc\r\n" + end, {400}),
        ("NUL in a name", token + part("a\0b", b"1") + end, {400}),
        ("name not UTF-8", token + b'--B\r\nContent-Disposition: form-data;'
         b' name="\xff"\r\n\r\n1\r\n' + end, {400}),
        ("NUL in a field", token + part("x", b"a\0b") + end, {400}),
        ("field not UTF-8", token + part("x", b"\xff\xfe") + end, {400}),
        ("field of 100 kB", token + part("x", b"x" * 100000) + end, {400}),
        ("text for a file", token + part("file", b"abc") + end, {400}),
        ("file for the token", part("csrf", me["token"].encode(), "t") +
         end, {403}),
        ("nothing", end, {400, 403}),
        ("noise", os.urandom(50000), {400, 403}),
        ("two files", token + part("file", pdf(), "a.pdf") +
         part("file", pdf(), "b.pdf") + end, {303, 400}),
        ("after the end", token + part("file", pdf(), "a.pdf") + end +
         b"x" * 5000, {303, 400}),
    ]
    for name, body, wanted in tries:
        answer = post_raw(me, path, body, kind=kind)
        assert answer.status in wanted, (name, answer.status,
                                         answer.raw[:300])


def long_heads():
    for lines in (["X: " + "x" * 40000], [f"X{i}: 1" for i in range(3000)],
                  ["X: a\0b"], ["Cookie: " + "a=b; " * 8000]):
        answer = raw(head("GET", "/", *lines))
        assert answer.status in (200, 400, 414, 431, 494), answer.status
        assert answer.status != 200 or len(lines[0]) < 100
    for path in ("/" + "x" * 40000, "/verify/code?c=" + "x" * 40000):
        assert raw(head("GET", path)).status in (400, 414)
    for data in (b"\r\n" * 50, b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n",
                 b"GET / HTTP/9.9\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\n",
                 os.urandom(4000).replace(b"\n", b"x") + b"\r\n\r\n"):
        assert raw(data, half_close=True).status in (0, 400, 405, 505)


class Slow(threading.Thread):
    """Heads that come letter by letter, and bodies that never end."""

    def __init__(self):
        super().__init__(daemon=True)
        self.open = []
        for i in range(60):
            s = socket.create_connection((kit.BASE.hostname, kit.BASE.port))
            s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: " if i % 2 else
                      b"POST /verify/file HTTP/1.1\r\nHost: x\r\n"
                      b"Content-Length: 900000\r\n\r\nabc")
            self.open.append(s)
        self.begin, self.ended = time.monotonic(), 0

    def run(self):
        """nginx gives up on each by itself (nginx/limits)."""
        for s in self.open:
            s.settimeout(max(1, 50 - (time.monotonic() - self.begin)))
            try:
                while s.recv(4096):
                    pass
                self.ended += 1
            except ConnectionResetError:
                self.ended += 1
            except OSError:
                pass
            s.close()


def slow_end(slow):
    slow.join(60)
    assert slow.ended == len(slow.open), (slow.ended, len(slow.open))


# --- guessing ---------------------------------------------------------------

def wrong_codes():
    def look(address, code):
        b = From(address)
        return b.get("/verify/code?c=" + code).status
    alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    slow, free = kit.anywhere(), kit.anywhere()
    statuses = [look(slow, "".join(secrets.choice(alphabet)
                                   for _ in range(17))) for _ in range(20)]
    assert 429 not in statuses and set(statuses) <= {200, 400, 404}, statuses
    assert look(slow, "2" * 17) == 429, "the 21st wrong code is answered"
    assert look(free, "2" * 17) != 429, "another address is slowed too"
    known = kit.rows("SELECT code FROM stamp LIMIT 1")
    if known:
        assert look(slow, known[0][0]) == 429, "a right code is an oracle"
        assert look(free, known[0][0]) == 200
    start = read_shift()
    try:
        shift(start + 12)
        assert look(slow, "2" * 17) != 429, "slowed for ever"
    finally:
        shift(start)


def wrong_query_codes():
    number = kit.rows("SELECT number FROM request ORDER BY created DESC "
                      "LIMIT 1")[0][0]
    made_up = f"SL-20200101-{secrets.randbelow(90000) + 10000}"
    answers, address = [], kit.anywhere()
    for i in range(22):
        b = From(address)
        b.get("/progress")
        fields = b.page.form("/progress")["fields"]
        values = {f: (made_up if i % 2 else number) if "number" in f else
                  "2345678" + "9ABCDEFGHJKMNPQRSTUVW"[i % 20]
                  for f in fields if f != "csrf"}
        page = b.submit("/progress", values)
        answers.append((page.status, page.plain.replace(
            made_up, "N").replace(number, "N")))
        assert "清泉" not in page.plain
    assert answers[0] == answers[1], "a number that exists looks different"
    assert answers[0][0] in (400, 404) and answers[-1][0] == 429, \
        [s for s, _ in answers]


def pin_lock():
    """Five wrong in a row lock the key, also for the right PIN; four and
    the right one begin again."""
    login = kit.register(SECRET)

    def attempt(pin):
        b = From("127.0.0.1")
        b.get("/account/signin")
        page = b.submit("/account/signin", {"login": login, "pin": pin})
        inside = page.has_form("/account/signout")
        if inside:
            b.sign_out()
        return inside
    for i in range(4):
        assert not attempt(OTHER + str(i))
    assert attempt(SECRET), "locked after four"
    for i in range(5):
        assert not attempt(OTHER + str(i))
    assert not attempt(SECRET), "the right PIN opens a locked key"
    wrong = kit.rows("SELECT k.wrong FROM key_person k WHERE k.id = ?",
                     kit.rows("SELECT id FROM person WHERE login = ?",
                              login)[0][0], store="keyd/keyd.db")
    assert wrong[0][0] >= 5, wrong
    found = kit.rows("SELECT COUNT(*) FROM audit WHERE result <> 'ok' AND "
                     "(object = ? OR person = (SELECT id FROM person WHERE "
                     "login = ?))", login, login)
    assert found[0][0] >= 9, found


# --- what lies on disk ------------------------------------------------------

def everything():
    for path in sorted(pathlib.Path(VAR).rglob("*")):
        if path.is_file() and not path.is_symlink():
            try:
                yield path, path.read_bytes()
            except FileNotFoundError:
                pass


def no_secrets(me):
    wanted = {"PIN": SECRET, "other PIN": OTHER,
              "session": me["browser"].cookies["__Host-jy"],
              "csrf": me["token"],
              "id number": client_good()["agent_idno"],
              "demonstration PIN": client.PIN}
    looked = 0
    for path, data in everything():
        looked += len(data)
        for name, text in wanted.items():
            if name == "demonstration PIN" and path.name == "accounts.txt":
                continue
            for form in (text.encode(), text.encode().hex().encode(),
                         text.encode("utf-16-le")):
                assert form not in data, (name, str(path))
    assert looked > 1 << 20, looked
    log = pathlib.Path(str(pathlib.Path(VAR).parent) + ".log")
    if log.exists():
        data = log.read_text(encoding="utf-8")
        assert SECRET not in data and OTHER not in data


def no_clear_keys():
    """No PKCS#8 or SEC1 shape, no PEM, and no 32 bytes among what keyd
    keeps that are the private key of a public key it has."""
    for path, data in everything():
        for name, shape in attack_keys.SHAPES.items():
            assert not shape.search(data), (name, str(path))
    points, blobs = attack_keys.stored(os.path.join(VAR, "keyd/keyd.db"))
    assert len(points) > 20 and len(blobs) > 20, (len(points), len(blobs))
    assert attack_keys.find(attack_keys.known(), [attack_keys.KNOWN_POINT])
    found = attack_keys.find(blobs, points)
    assert not found, found
    store = os.path.join(VAR, "keyd", "store.key")
    assert os.stat(store).st_mode & 0o377 == 0, oct(os.stat(store).st_mode)
    assert os.stat(os.path.dirname(store)).st_mode & 0o077 == 0


def audit_whole():
    done = subprocess.run([os.path.join(BIN, "jianyin"), "audit", "verify"],
                          env=dict(os.environ), text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def tables_shown():
    wrong = doc_tables.differences(BIN)
    assert not wrong, f"docs/security.md is not current: {wrong}; run " \
        "tests/flow/doc_tables.py BIN --write"


def run_log():
    path = pathlib.Path(str(pathlib.Path(VAR).parent) + ".log")
    return path.read_text(encoding="utf-8") if path.exists() else ""


def nothing_ended():
    now = kit.processes(VAR, BIN)
    gone = {p: n for p, n in seen["pids"].items()
            if p not in now and n != "reader"}
    assert not gone, gone
    assert "ended; starting it again" not in run_log()[seen["log"]:]
    kit.logs_clean(VAR)


def begin():
    seen["pids"] = kit.processes(VAR, BIN)
    assert {"keyd", "apply", "account"} <= set(seen["pids"].values())
    seen["log"] = len(run_log())
    me = {"login": kit.register(SECRET), "other": kit.register(OTHER)}
    me["browser"] = kit.sign_in(me["login"], SECRET)
    me["browser"].get("/account/me")
    me["token"] = me["browser"].token()
    other = {"login": me["other"],
             "browser": kit.sign_in(me["other"], OTHER)}
    return me, other


if not SQLITE:
    tap.skip("attacks", "the tables are read as files, on SQLite only")
    tap.end()
started = tap.test("two applicants of units nobody knew register", begin)
if not started:
    tap.end()
mine, theirs = started
slow_ones = Slow()
slow_ones.start()
things_kept = things()
tap.test("CSRF: foreign forms are refused and audited (R-214)",
         foreign_forms, mine, theirs)
if "case" not in mine:
    tap.end()
tap.test("CSRF: no file is taken before the token", file_before_token, mine)
tap.test("CSRF: signing in needs the own browser's token", sign_in_form)
tap.test("R-025 a planted cookie is nobody's session", fixation, mine)
tap.test("R-025 cookies of every wrong shape", cookie_shapes, mine)
tap.test("R-025 a stolen cookie is dead after signing out", after_sign_out,
         theirs)
tap.test("R-025 sessions end idle and after eight hours", expiry, theirs)
alien = tap.test("R-036 somebody with every role of another unit", stranger)
if alien:
    tap.test("R-009 R-214 other people's numbers: every route, refused and "
             "audited", strangers_things, alien)
    tap.test("R-040 another's request is answered like none", same_as_none,
             alien)
    tap.test("R-009 R-085 another unit's seal named in a field",
             strangers_seal, alien)
desk = tap.test("R-009 staff of another desk", other_desk)
if desk:
    tap.test("R-009 another district's cases and people: every route, "
             "refused and audited", strangers_numbers, desk)
tap.test("R-025 nobody's request: every route asks to sign in",
         nobodys_numbers)
tap.test("R-009 what is no number at all", wild_numbers)
tap.test("R-044 forged roles and undeclared fields are nothing",
         forged_roles, mine)
tap.test("R-226 forged identity headers are ignored", forged_headers, mine)
tap.test("no header is injected, nobody is sent elsewhere",
         header_injection, mine)
tap.test("hostile file names", file_names, mine)
tap.test("wrong methods are refused with what is allowed", methods, mine)
tap.test("paths lead nowhere else, keyd and reader have none", traversal)
tap.test("SQL, HTML and template strings in every field of the form",
         injected_answers, mine)
tap.test("the same in sign-in, search and codes", injected_elsewhere, mine)
tap.test("the same in every search of the staff", injected_search)
tap.test("broken bodies are refused", bad_bodies, mine)
tap.test("cut and chunked bodies", cut_bodies, mine)
tap.test("broken multipart bodies", bad_parts, mine)
tap.test("broken and long heads", long_heads)
tap.test("R-192 twenty wrong codes slow an address down", wrong_codes)
tap.test("R-040 query codes cannot be guessed, numbers not found out",
         wrong_query_codes)
tap.test("R-146 five wrong PINs lock the key", pin_lock)
tap.test("slow visitors are given up on, others served", slow_end,
         slow_ones)
tap.test("R-150 no PIN, session or id number on disk", no_secrets, mine)
tap.test("R-229 no private key in clear on disk", no_clear_keys)
tap.test("R-212 the trail is whole after all this", audit_whole)
tap.test("no process ended, no sanitizer spoke", nothing_ended)
tap.test("docs/security.md shows keyd's tables as they are", tables_shown)
for person in filter(None, (mine, theirs, alien, desk)):
    person["browser"].get("/")
    person["browser"].sign_out()
tap.end()
