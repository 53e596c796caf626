"""What attacks need besides a browser: raw bytes to nginx, every route the
sources declare, the office's tables and processes, people made up anew."""
import http.client
import os
import pathlib
import random
import re
import socket
import sqlite3
import time
import urllib.parse

import client

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASE = urllib.parse.urlsplit(client.URL)
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class From(client.Browser):
    """A browser at another address of loopback; "extra" headers go along."""

    def __init__(self, address, extra=None):
        super().__init__()
        self.address, self.extra = address, extra or {}

    def ask(self, method, path, body=None, headers=None, follow=True):
        for _ in range(6):
            con = http.client.HTTPConnection(
                BASE.hostname, BASE.port, timeout=60,
                source_address=(self.address, 0))
            send = {"Host": BASE.netloc, **self.extra}
            if self.cookies:
                send["Cookie"] = "; ".join(
                    f"{k}={v}" for k, v in self.cookies.items())
            if method == "POST":
                send["Origin"] = BASE.geturl()
            send.update(headers or {})
            send = {k: v for k, v in send.items() if v is not None}
            con.request(method, path, body=body, headers=send)
            answer = con.getresponse()
            data = answer.read()
            for value in answer.headers.get_all("Set-Cookie") or []:
                name, _, rest = value.partition("=")
                kept = rest.split(";")[0]
                if kept:
                    self.cookies[name] = kept
                else:
                    self.cookies.pop(name, None)
            con.close()
            self.page = client.Page(answer.status, answer.headers, data,
                                    path)
            if not follow or answer.status not in (301, 302, 303):
                return self.page
            path = answer.headers["Location"]
            method, body, headers = "GET", None, None
        raise AssertionError("too many redirects")

    def token(self):
        """The token of the forms of the present page."""
        return re.search(r'name="csrf" value="([0-9a-f]+)"',
                         self.page.text).group(1)


class Answer:
    """One answer as it came over the wire; status 0: closed without."""

    def __init__(self, raw):
        self.raw = raw
        head, _, self.body = raw.partition(b"\r\n\r\n")
        self.head = head.decode("latin-1")
        found = re.match(r"HTTP/1\.\d (\d{3})", self.head)
        self.status = int(found.group(1)) if found else 0


def raw(data, wait=30, more=None, half_close=False):
    """Send bytes as they are; "more" is sent after what came first."""
    with socket.create_connection((BASE.hostname, BASE.port), wait) as s:
        s.settimeout(wait)
        got = b""
        try:
            s.sendall(data)
            if more is not None:
                time.sleep(0.1)
                s.sendall(more)
            if half_close:
                s.shutdown(socket.SHUT_WR)
            while True:
                piece = s.recv(65536)
                if not piece:
                    break
                got += piece
        except (ConnectionResetError, BrokenPipeError):
            pass
    return Answer(got)


def head(method, path, *lines, cookies=None):
    """The head of a request that is to be the connection's last."""
    if isinstance(path, str):
        path = path.encode()
    out = [method.encode() + b" " + path + b" HTTP/1.1",
           f"Host: {BASE.netloc}".encode(), b"Connection: close"]
    if cookies:
        out.append(("Cookie: " + "; ".join(
            f"{k}={v}" for k, v in cookies.items())).encode())
    out += [x.encode() if isinstance(x, str) else x for x in lines]
    return b"\r\n".join(out) + b"\r\n\r\n"


# --- what the programs declare ----------------------------------------------

def program_of(path):
    first = path.split("/")[1]
    return {"": "account", "v": "verify", "V": "verify",
            "crl": "status", "ocsp": "status"}.get(first, first)


def routes():
    """(program, method, path) of every route in the sources, so that one
    added tomorrow is attacked tomorrow."""
    names = dict(re.findall(r'#define (KEYD_(?:CRL|SEAL)_\w+)\s+"([^"]+)"', (
        ROOT / "cgi/trust/keyd.h").read_text(encoding="utf-8")))
    front = (ROOT / "cgi/work/front.h").read_text(encoding="utf-8")
    shared = [(name, names_of.split(", "), block) for name, names_of, block in
              re.findall(r"#define (FRONT_\w*ROUTES)\((.*?)\)"
                         r"((?:.*\\\n)*.*\n)", front)]
    out = set()
    for source in [*(ROOT / "cgi").glob("*.c"),
                   *(ROOT / "cgi/work").glob("*.c")]:
        text = source.read_text(encoding="utf-8")
        for name, value in names.items():
            text = text.replace(name, f'"{value}"')
        out |= set(re.findall(
            r'(?:\bWEB_|\b)(GET|POST)(?:, |_?\()"(/[^"]*)"', text))
        for name, names_of, block in shared:
            for use in re.findall(rf"\b{name}\(([^)]*)\)", text):
                prefix = dict(zip(names_of, re.findall(r'"([^"]*)"', use)))
                out |= {(m, prefix[of] + p) for m, of, p in re.findall(
                    r'WEB_(GET|POST), (\w+)(?: "([^"]*)")?', block)}
    return sorted((program_of(p), m, p) for m, p in out)


# --- the office behind it ---------------------------------------------------

def rows(statement, *values, store="store/office.db"):
    path = os.path.join(client.VAR, store)
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        return db.execute(statement, values).fetchall()
    finally:
        db.close()


def refusals(person, since):
    """Entries of refusals of a person's account after an entry."""
    return rows("SELECT a.action, a.object, a.reason FROM audit a JOIN "
                "person p ON p.id = a.person WHERE p.login = ? AND a.seq > ?"
                " AND a.result = 'refused' ORDER BY a.seq", person, since)


def last_entry():
    return rows("SELECT MAX(seq) FROM audit")[0][0]


def processes(var, binaries):
    """pid -> program, of one office: its programs, by the parents they
    have; keyd hides its folder, so the parents are asked."""
    found, parents, ours = {}, {}, set()
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        pid = int(entry.name)
        try:
            line = (entry / "cmdline").read_bytes().split(b"\0")
            parents[pid] = int((entry / "stat").read_text().rsplit(
                ")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        try:
            if os.readlink(entry / "cwd") == var:
                ours.add(pid)
        except OSError:
            pass
        name = line[0].decode("utf-8", "replace")
        if os.path.dirname(name) == str(binaries):
            found[pid] = os.path.basename(name)

    def is_ours(pid):
        while pid > 1:
            if pid in ours:
                return True
            pid = parents.get(pid, 0)
        return False
    return {pid: name for pid, name in found.items() if is_ours(pid)}


def logs_clean(var):
    """No sanitizer's report, no assertion, in any program's log."""
    for path in sorted(pathlib.Path(var, "log").glob("*.log")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for bad in ("AddressSanitizer", "LeakSanitizer", "runtime error:",
                    "Assertion", "double free", "Segmentation"):
            at = text.find(bad)
            assert at < 0, (path.name, text[max(0, at - 200):at + 800])


# --- people made up anew ----------------------------------------------------

def credit():
    base = "".join(random.choice("0123456789") for _ in range(8))
    k = 11 - sum(int(c) * w for c, w in
                 zip(base, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    text = "91990102" + base + ("X" if k == 10 else "0" if k == 11
                                else str(k))
    total = sum(CREDIT.index(c) * pow(3, i, 31) for i, c in enumerate(text))
    return text + CREDIT[(31 - total % 31) % 31]


def citizen():
    text = f"371002{random.randrange(1960, 2000)}" \
        f"{random.randrange(1, 13):02d}{random.randrange(1, 29):02d}" \
        f"{random.randrange(1000):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    n = sum(int(c) * w for c, w in zip(text, weights)) % 11
    return text + "10X98765432"[n]


def register(pin, address="127.0.0.1"):
    """An applicant of a unit nobody knew; the login."""
    login = "att" + "".join(random.choice("abcdefghjkmnp")
                            for _ in range(9))
    b = From(address)
    code = credit()
    b.get(f"/account/register?code={code}")
    page = b.submit("/account/register/unit", {
        "code": code, "org_name": "演示攻击测试有限公司" + code[8:],
        "org_type": "institution", "org_region": "990102",
        "org_address": "演示区测试路一号", "name": "测试人",
        "idno": citizen(), "phone": f"139{random.randrange(10**8):08d}",
        "login": login, "pin": pin, "again": pin})
    assert "注册完成" in page.plain, (page.status, page.plain[:400])
    return login


def enrol(login):
    """The unit is verified, the person holds every role of it: who then
    asks for others' things is refused for the thing, not for the role."""
    unit, person = rows("SELECT g.unit, p.id FROM person p JOIN role_grant "
                        "g ON g.person = p.id WHERE p.login = ?", login)[0]
    b = sign_in("business", client.PIN)
    b.get(f"/admin/unit/{unit}/act/verify")
    page = b.submit("/act/verify", {"reason": "证照一致"})
    assert page.status == 200, page.plain[:300]
    b.get("/")
    b.sign_out()
    b = sign_in("ra-admin", client.PIN)
    b.get(f"/admin/person/{person}/roles/{unit}")
    page = b.submit(f"/roles/{unit}", {
        "applicant": "1", "requester": "1", "reviewer": "1", "keeper": "1",
        "reason": "试验"})
    assert page.status == 200, page.plain[:300]
    b.get("/")
    b.sign_out()


def clerk(login, pin):
    """The person becomes checker, approver and RA operator of a desk that
    was just opened, beside the one that has cases; signed in for it."""
    name = f"演示测试受理窗口{random.randrange(10**6):06d}"
    b = sign_in("business", client.PIN)
    own = b.get("/admin/units").url
    b.get(own + "/add")
    page = b.submit("/add", {
        "level": "3", "name": name, "region": "990102", "issuing": "1",
        "type": "institution", "address": "演示区", "phone": "0990-1",
        "reason": "新设窗口"})
    assert page.status == 200 and name in page.plain, page.plain[:300]
    desk = page.url
    b.get("/")
    b.sign_out()
    b = sign_in("ra-admin", client.PIN)
    b.get(desk + "/join")
    page = b.submit("/join", {"login": login})
    page = b.submit(page.url, {"checker": "1", "approver": "1",
                               "ra-operator": "1", "reason": "试验"})
    assert page.status == 200 and name in page.plain, page.plain[:500]
    b.get("/")
    b.sign_out()
    b = sign_in(login, pin)
    b.get("/account/unit")
    page = b.submit("/account/unit", {"unit": desk.split("/")[-1],
                                      "pin": pin})
    assert name in page.plain, page.plain[:300]
    return b


def anywhere():
    """An address of loopback nobody used: what is counted begins at 0."""
    return f"127.{random.randrange(1, 250)}.{random.randrange(250)}." \
        f"{random.randrange(2, 250)}"


def sign_in(login, pin, address="127.0.0.1"):
    b = From(address)
    b.get("/account/signin")
    page = b.submit("/account/signin", {"login": login, "pin": pin})
    assert page.has_form("/account/signout"), (login, page.status,
                                               page.plain[:300])
    return b
