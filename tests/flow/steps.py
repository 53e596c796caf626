"""The steps from an application to a seal in use, for flows that need one or
look between them: one browser a person (a key is in use at one terminal
only), the register read beside the pages."""
import json
import os
import re
import sqlite3
import time

import client
from client import Browser, as_person, pdf, press

UNIT = "演示区清泉职业培训学校"
CODE = "12990102MB70548X7H"
IDNO = "371002199003070011"
PAPERS = ("sealed", "agent", "contact", "founding")
ANSWERS = {
    "org_code": CODE, "org_name": UNIT, "org_type": "institution",
    "org_region": "990102", "org_address": "演示区四号路 5 号",
    "agent_name": "景经办", "agent_idno": IDNO, "agent_phone": "13800138000",
    "category": "unit", "sub_kind": "HT", "holder_name": "",
    "holder_role": "", "scope": "industry", "delivery": "hosted",
    "keeper_name": "鲍保管", "keeper_login": "keeper",
    "physical_number": "", "physical_date": "", "physical_none": "",
}
people = {}


def person(login):
    if login not in people:
        people[login] = as_person(login)
    return people[login]


def leave():
    for b in people.values():
        b.get("/")
        b.sign_out()
    people.clear()


def sql(name, text, *values):
    folder = "keyd" if name == "keyd" else "store"
    db = sqlite3.connect(f"file:{os.path.join(client.VAR, folder, name)}.db"
                         "?mode=ro", uri=True, timeout=20)
    try:
        return db.execute(text, values).fetchall()
    finally:
        db.close()


def write(store, text, *values):
    """Past every program: what a crash or years would have left."""
    db = sqlite3.connect(os.path.join(client.VAR, store), timeout=20)
    db.execute(text, values)
    db.commit()
    db.close()


def wait_for(what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.2)
    return False


def query(code, **more):
    """What the status program tells anybody of a seal."""
    more = "".join(f"&{k}={v}" for k, v in more.items())
    return json.loads(Browser().get(f"/status/query?code={code}{more}").text)


def period_done(job):
    return sql("office", "SELECT MAX(period) FROM job WHERE name = ? AND done"
               " IS NOT NULL", job)[0][0] or 0


def on_day(days, *jobs):
    """So many days later; until these jobs have done their work of then."""
    before = {job: period_done(job) for job in jobs}
    people.clear()
    client.shift_clock(days)
    assert wait_for(lambda: all(period_done(j) != p
                                for j, p in before.items())), days


def request(case, columns="state"):
    return sql("office", f"SELECT {columns} FROM request WHERE id = ?",
               case)[0]


def state(case):
    return request(case)[0]


def token(b):
    """What every form of this session carries."""
    return re.search(r'name="csrf" value="([^"]+)"', b.get("/").text).group(1)


def post(login, path, **fields):
    b = person(login)
    return b.post(path, dict(fields, csrf=token(b)))


def draft(login="applicant"):
    b = person(login)
    b.get("/apply")
    page = b.submit("/apply/new")
    return re.search(r"/apply/([0-9a-z]{26})", page.url).group(1)


def answer(case, **more):
    b = person("applicant")
    b.get(f"/apply/{case}/answers")
    return b.submit("/answers", dict(ANSWERS, **more))


def upload(b, business, case, item, data=None, **more):
    b.get(f"/{business}/{case}/materials")
    return b.submit(f"/materials/{item}", more, files={
        "file": (item + ".pdf", pdf(item) if data is None else data,
                 "application/pdf")})


def send(b, business, case):
    """Submit as it is, complete or not."""
    b.get(f"/{business}/{case}/check")
    return press(b, "/submit", {"agree": "1", "declare": "1"})


def submitted(items=PAPERS, **answers):
    case = draft()
    page = answer(case, **answers)
    assert page.status == 200, page.plain[:400]
    for item in items:
        upload(person("applicant"), "apply", case, item)
    page = send(person("applicant"), "apply", case)
    assert state(case) == "submitted", page.plain[:500]
    return case


def decide(login, case, act, **fields):
    b = person(login)
    b.get(f"/approve/{case}")
    return press(b, "/decide", dict(fields, act=act))


def verified(items=PAPERS, **answers):
    case = submitted(items, **answers)
    page = decide("checker", case, "verify",
                  **{"v_" + item: "ok" for item in items})
    assert state(case) == "verified", page.plain[:500]
    return case


def bench(login, case, action, fields=None, files=None, at=""):
    b = person(login)
    b.get(f"/issue/{case}{at}")
    return press(b, action, fields, files)


# The nine steps after the verdict: who, where on which page, what, then.
STEPS = (
    ("picture", lambda c: bench("maker", c, "/draw", {"act": "put"}, {},
                                "/draw"), "image"),
    ("confirm", lambda c: at_front("applicant", c, "/confirm-image"),
     "confirmed"),
    ("enter", lambda c: bench("maker", c, "/enter", {
        "approving_name": "演示区公共就业服务中心",
        "approving_region": "990102"}, {}), "entered"),
    ("approve", lambda c: decide("approver", c, "approve"), "approved"),
    ("certify", lambda c: bench("maker", c, "/step", {"act": "certify"}),
     "certified"),
    ("code", lambda c: bench("maker", c, "/step", {"act": "code"}), "coded"),
    ("generate", lambda c: bench("maker", c, "/step", {"act": "generate"}),
     "made"),
    ("load", lambda c: bench("maker", c, "/step", {"act": "load"}), "loaded"),
    ("deliver", lambda c: bench("checker", c, "/deliver", {
        "receiver": "鲍保管", "number": IDNO}), "delivered"),
    ("activate", lambda c: at_front("keeper", c, "/activate"), "completed"),
)


def at_front(login, case, action):
    b = person(login)
    b.get(f"/apply/{case}")
    return press(b, action)


def walk(case, until="activate", before=None):
    """Take the steps in order; "before" looks between them."""
    for name, take, then in STEPS:
        if before:
            before(case, name)
        page = take(case)
        assert state(case) == then, (name, state(case), page.status,
                                     page.plain[:500])
        if name == until:
            return case
    raise AssertionError(until)


def seal_of(case, columns="id, code"):
    return sql("office", f"SELECT {columns} FROM seal WHERE request = ?",
               case)[0]
