"""A case walked by state: what to do next is read from the tables, so that a
walker who was interrupted anywhere goes on where the office stands.  Also
what must be true of the tables at any moment."""
import http.client
import random
import re
import subprocess
import time

import attack_kit as kit
import client
from client import pdf

ANSWERS = {
    "org_code": "12990102MB70548X7H", "org_name": "演示区清泉职业培训学校",
    "org_type": "institution", "org_region": "990102",
    "org_address": "演示区四号路 5 号", "agent_name": "景经办",
    "agent_idno": "371002199003070011", "agent_phone": "13800138000",
    "seal_name": "演示区清泉职业培训学校合同专用章", "sub_kind": "HT",
    "category": "unit", "scope": "industry", "delivery": "hosted",
    "keeper_name": "鲍保管", "keeper_login": "keeper",
    "physical_number": "9901020000002",
}
ITEMS = ("sealed", "agent", "contact", "founding")
# What a program that was just killed, or waits for one, may answer.
DOWN = (0, 500, 502, 503, 504)


class Away(Exception):
    """Something was down; look where the office stands and go on."""


class Worker:
    """One person at one window, who signs in again when asked."""

    def __init__(self, login):
        self.login, self.b, self.trouble = login, None, 0

    def _try(self, call, *args, **more):
        try:
            page = call(*args, **more)
        except (OSError, http.client.HTTPException) as error:
            self.trouble += 1
            raise Away(str(error)) from None
        if page.status in DOWN:
            self.trouble += 1
            raise Away(f"{page.status} {page.url}")
        return page

    def _in(self):
        if self.b is None:
            b = kit.From("127.0.0.1")
            self._try(b.get, "/account/signin")
            page = self._try(b.submit, "/account/signin", {
                "login": self.login, "pin": client.PIN})
            if not page.has_form("/account/signout"):
                raise Away(f"{self.login}: {page.plain[:200]}")
            self.b = b

    def get(self, path):
        self._in()
        page = self._try(self.b.get, path)
        if page.url.startswith("/account/signin"):
            self.b = None
            raise Away("signed out")
        return page

    def press(self, action, fields=None, files=None):
        """Submit a form of the present page; the PIN where it is asked
        for, with nothing else: what was typed must still be there."""
        page = self._try(self.b.submit, action, fields, files)
        if 'name="sure"' in page.text and page.has_form(action):
            page = self._try(self.b.submit, action)
        if "请输入口令" in page.plain and page.has_form(action):
            page = self._try(self.b.submit, action, {"pin": client.PIN})
        return page

    def leave(self):
        if self.b is not None:
            self.b.get("/")
            self.b.sign_out()


# --- the steps of an application --------------------------------------------

def state_of(case):
    return kit.rows("SELECT state FROM request WHERE id = ?", case)[0][0]


def begin(w):
    """A new case; None where the answer was lost."""
    w.get("/apply")
    page = w.press("/apply/new")
    found = re.search(r"/apply/(\w{26})", page.url)
    return found.group(1) if found else None


def named(case):
    """A unit's seals have different names: one made of the case's number."""
    number = kit.rows("SELECT number FROM request WHERE id = ?", case)[0][0]
    return ANSWERS["org_name"] + "业务专用章" + "".join(
        "零一二三四五六七八九"[int(c)] for c in number[-3:])


def step_draft(who, case):
    w = who("applicant")
    have = kit.rows("SELECT seal_name FROM application WHERE request = ? "
                    "ORDER BY version DESC", case)
    if not have or not have[0][0]:
        w.get(f"/apply/{case}/answers")
        page = w.press("/answers", dict(ANSWERS, seal_name=named(case)))
        assert page.status == 200, (page.status, page.plain[:600])
        return
    there = {r[0] for r in kit.rows("SELECT item FROM material WHERE "
                                    "request = ? AND live = 1", case)}
    for item in ITEMS:
        if item not in there:
            w.get(f"/apply/{case}/materials")
            w.press(f"/materials/{item}", files={
                "file": (f"{item}.pdf", pdf(item), "application/pdf")})
            return
    w.get(f"/apply/{case}/check")
    w.press("/submit", {"agree": "1", "declare": "1"})


def step_submitted(who, case):
    w = who("checker")
    page = w.get(f"/approve/{case}")
    names = set(re.findall(r'name="(v_\w+)"', page.text))
    w.press("/decide", dict({n: "ok" for n in names}, act="verify"))


def step_image(who, case):
    w = who("maker")
    w.get(f"/issue/{case}/draw")
    page = w.press("/draw", {"act": "preview"})
    if page.has_form("/draw"):
        w.press("/draw", {"act": "put"})


def step_confirm(who, case):
    w = who("applicant")
    w.get(f"/apply/{case}")
    w.press("/confirm-image")


def step_enter(who, case):
    w = who("maker")
    w.get(f"/issue/{case}")
    w.press("/enter")


def step_approve(who, case):
    w = who("approver")
    w.get(f"/approve/{case}")
    w.press("/decide", {"act": "approve"})


def step_make(who, case):
    w = who("maker")
    page = w.get(f"/issue/{case}")
    act = re.search(r'name="act" value="(certify|code|generate|load|retry)"',
                    page.text)
    assert act, (state_of(case), page.plain[:400])
    w.press("/step", {"act": act.group(1)})


def step_deliver(who, case):
    w = who("checker")
    w.get(f"/issue/{case}")
    w.press("/deliver", {"form": "hosted", "receiver": "鲍保管",
                         "kind": "idcard", "number": "371002199003070011"})


def step_activate(who, case):
    w = who("keeper")
    w.get(f"/apply/{case}")
    w.press("/activate")


STEPS = {"draft": step_draft, "submitted": step_submitted,
         "verified": step_image, "image": step_confirm,
         "confirmed": step_enter, "entered": step_approve,
         "approved": step_make, "certified": step_make, "coded": step_make,
         "made": step_make, "loaded": step_deliver,
         "failed": step_make,	# keyd was away: A16, tried again
         "delivered": step_activate}


# --- the steps of a use -----------------------------------------------------

def use_state(use):
    return kit.rows("SELECT state FROM use_request WHERE id = ?", use)[0][0]


def use_begin(w, seal):
    w.get(f"/stamp/new?seal={seal}")
    page = w.press("/stamp/new", {
        "title": "关于开办培训班的通知", "class": "official",
        "purpose": "发各校", "secret": "open"},
        {"file": ("通知.pdf", pdf(), "application/pdf")})
    found = re.search(r"/stamp/(\w{26})/place", page.url)
    return found.group(1) if found else None


def use_draft(who, use):
    w = who("requester")
    page = w.get(f"/stamp/{use}/check")
    if page.has_form("/submit"):
        w.press("/submit")
        return
    w.get(f"/stamp/{use}/place")
    w.press("/place")


def use_review(who, use):
    w = who("reviewer")
    page = w.get(f"/stamp/{use}")
    if page.has_form("/take"):
        page = w.press("/take")
    if page.has_form("/review"):
        w.press("/review", {"decision": "agree", "note": "同意"})


def use_stamp(who, use):
    w = who("requester")
    w.get(f"/stamp/{use}")
    w.press("/stamp")


USES = {"draft": use_draft, "submitted": use_review, "review": use_review,
        "approved": use_stamp}


def walk(who, steps, state, subject, until, stop=None, tries=400):
    """Go on until the state; the states met and how often it was away."""
    met, away = [], 0
    for _ in range(tries):
        at = state(subject)
        if not met or met[-1] != at:
            met.append(at)
        if at == until or (stop is not None and stop()):
            return met, away
        try:
            steps[at](who, subject)
        except Away:
            away += 1
            time.sleep(0.1 + random.random() * 0.2)
        except AssertionError:
            if state(subject) == at:
                raise
    raise AssertionError(f"{subject} stays {state(subject)}: {met}")


# --- what must be true ------------------------------------------------------

def unbroken(table, key, owner):
    """Every history is a chain from nothing to the state of its row."""
    for subject, state in kit.rows(f"SELECT id, state FROM {owner}"):
        at = ""
        events = kit.rows(f"SELECT seq, event, from_state, to_state FROM "
                          f"{table} WHERE {key} = ? ORDER BY seq", subject)
        for n, (seq, event, before, after) in enumerate(events, 1):
            assert seq == n, (owner, subject, seq, n)
            assert n == 1 or before == at, (owner, subject, event, before,
                                            at)
            at = after
        assert at == state, (owner, subject, at, state, "history and state")


def statements_agree():
    """A statement is kept with the step it was made for, and only then."""
    for table in ("request_event", "use_event"):
        lost = kit.rows(f"SELECT COUNT(*) FROM {table} e WHERE e.statement "
                        "IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
                        "statement s WHERE s.id = e.statement)")
        assert lost == [(0,)], (table, lost)
        twice = kit.rows(f"SELECT statement, COUNT(*) FROM {table} WHERE "
                         "statement IS NOT NULL GROUP BY statement HAVING "
                         "COUNT(*) > 1")
        assert not twice, (table, twice)
    for action, event in (("request.submit", "submit"),
                          ("request.approve", "approve")):
        told = kit.rows("SELECT subject, COUNT(*) FROM statement WHERE "
                        "action = ? GROUP BY subject", action)
        done = dict(kit.rows("SELECT request, COUNT(*) FROM request_event "
                             "WHERE event = ? GROUP BY request", event))
        for subject, n in told:
            assert done.get(subject) == n, (action, subject, n,
                                            done.get(subject))


def one_of_each():
    """R-077: one request, one key, one certificate, one code, one seal."""
    keyd = "keyd/keyd.db"
    per = {"key": kit.rows("SELECT request, serial FROM key_seal_key",
                           store=keyd),
           "cert": kit.rows("SELECT holder, serial FROM key_cert WHERE "
                            "kind = 5", store=keyd),
           "seal": kit.rows("SELECT v.request, s.code FROM key_seal s "
                            "JOIN key_seal_version v ON v.code = s.code",
                            store=keyd),
           "code": kit.rows("SELECT request, code FROM seal_code"),
           "row": kit.rows("SELECT request, code FROM seal")}
    for what, found in per.items():
        requests = [r for r, _ in found]
        assert len(requests) == len(set(requests)), (what, found)
    assert {r for r, _ in per["seal"]} <= {r for r, _ in per["row"]} | \
        {i for (i,) in kit.rows("SELECT id FROM request WHERE state = "
                                "'coded'")}, "a seal keyd made is lost"
    made, rows = dict(per["seal"]), dict(per["row"])
    for request, code in rows.items():
        assert made.get(request) == code, (request, code, made.get(request))
    for code, state in kit.rows("SELECT code, state FROM seal"):
        there = kit.rows("SELECT state FROM key_seal WHERE code = ?", code,
                         store=keyd)
        assert state != "active" or there == [("active",)], (code, there)


def stamps_agree():
    uses = kit.rows("SELECT id, number FROM use_request WHERE state = "
                    "'stamped'")
    signed = dict(kit.rows("SELECT request, COUNT(*) FROM key_use WHERE "
                           "what = 'seal' GROUP BY request",
                           store="keyd/keyd.db"))
    assert kit.rows("SELECT COUNT(*) FROM stamp") == [(len(uses),)]
    for use, number in uses:
        assert signed.get(number) == 1, (number, signed.get(number))
        assert kit.rows("SELECT COUNT(*) FROM stamp WHERE use_request = ?",
                        use) == [(1,)]


def contents_there():
    """What the tables name lies in "content", whole."""
    have = {sm3: (blob, size) for sm3, blob, size in kit.rows(
        "SELECT sm3, blob, size FROM content", store="store/content.db")}
    sizes = dict(kit.rows("SELECT blob, SUM(LENGTH(data)) FROM chunk GROUP "
                          "BY blob", store="store/content.db"))
    for table, column in (("material", "sm3"), ("imprint", "png"),
                          ("seal_version", "png"), ("stamp", "original"),
                          ("stamp", "result"),
                          ("use_request", "original")):
        for (sm3,) in kit.rows(f"SELECT DISTINCT {column} FROM {table} "
                               f"WHERE {column} IS NOT NULL"):
            assert sm3 in have, (table, column, sm3.hex())
            blob, size = have[sm3]
            assert sizes.get(blob, 0) == size, (table, sm3.hex())


def audit_whole(binaries, conf):
    done = subprocess.run([f"{binaries}/jianyin", "audit", "verify"],
                          env={"JIANYIN_CONF": conf, "PATH": "/usr/bin"},
                          text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def steps_audited():
    """No step without its entry, no entry without its step (R-219)."""
    numbers = dict(kit.rows("SELECT id, number FROM request"))
    done = kit.rows("SELECT request, event, COUNT(*) FROM request_event "
                    "GROUP BY request, event")
    told = {(o, a): n for o, a, n in kit.rows(
        "SELECT object, action, COUNT(*) FROM audit WHERE result = 'ok' "
        "GROUP BY object, action")}
    for case, event, n in done:
        action = f"request.{event}"
        entries = told.get((case, action), 0) + \
            told.get((numbers[case], action), 0)
        assert entries == n, (numbers[case], event, n, entries)


def intents_settled():
    """What was begun and cut off is taken up by jobs, or dropped: once it is
    a minute old, by the next look, and they look every minute."""
    for _ in range(300):
        left = kit.rows("SELECT id, kind, subject FROM intent")
        if not left:
            return
        time.sleep(0.5)
    raise AssertionError(left)


CHECKS = (
    ("R-225 every history is a chain that ends in its row's state",
     lambda: [unbroken(*names) for names in (
         ("request_event", "request", "request"),
         ("seal_event", "seal", "seal"),
         ("use_event", "use_request", "use_request"))]),
    ("R-225 R-027 statements stand with their steps", statements_agree),
    ("R-077 one request, one certificate, one seal", one_of_each),
    ("R-225 one use, one signature, one stamp", stamps_agree),
    ("R-225 what is named lies in the store, whole", contents_there),
    ("R-219 each step has its entry and each entry its step",
     steps_audited),
)
