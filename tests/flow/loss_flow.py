"""挂失, 注销 and the timed rows: frozen at once by the keeper and by a proven
phone, papers afterwards, found or replaced, ended by two persons.  Rules:
R-071 R-080 R-085 R-086 R-087 R-088 R-089 R-090 R-091 R-100 R-101 R-225 R-238
R-244, P-22 P-31 P-38, T1, T2."""
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import threading
import time

import client
from client import Browser, Tap, pdf, press
from steps import people, person, sql, wait_for

tap = Tap()
PHONE = "13800138000"		# of the demonstration's application
ITEMS = ("sealed", "agent", "contact", "founding")
known = {}


def status(code):
    page = Browser().get(f"/status/query?code={code}")
    assert page.status == 200, (page.status, page.plain[:200])
    return json.loads(page.text)


def state(code):
    return status(code)["state"]


def becomes(code, word):
    """A second counts as lost if it was at any moment of it."""
    return wait_for(lambda: state(code) == word, 5)


def crl():
    der = Browser().get("/crl/seals.crl").body
    return subprocess.run(["openssl", "crl", "-inform", "DER", "-noout",
                           "-text"], input=der, capture_output=True,
                          check=True).stdout.decode()


def the_seal():
    """The demonstration's own seal, in use."""
    return sql("office", "SELECT id, code, name FROM seal WHERE"
               " state = 'active' ORDER BY created LIMIT 1")[0]


def case_of(page):
    return re.search(r"/(?:loss|cancel)/([0-9A-HJKMNP-TV-Za-z]{26})",
                     page.url + " " + page.text).group(1)


def request(case, columns="state"):
    return sql("office", f"SELECT {columns} FROM request WHERE id = ?",
               case)[0]


def bring_papers(b, business, case):
    for item in ITEMS:
        b.get(f"/{business}/{case}/materials")
        page = b.submit(f"/materials/{item}", files={
            "file": (item + ".pdf", pdf(), "application/pdf")})
        assert page.status == 200 and item + ".pdf" in page.text, \
            (item, page.status, page.plain[:400])


def submit(b, business, case):
    b.get(f"/{business}/{case}/check")
    page = press(b, "/submit", {"agree": "1", "declare": "1"})
    assert page.status == 200 and "申请已提交" in page.plain, page.plain[:600]
    assert request(case) == ("submitted",)


def give_reason(b, case, follow="wait"):
    b.get(f"/loss/{case}/reason")
    page = b.submit("/reason", {"reason": "carrier-lost", "next": follow,
                                "note": "在搬家时丢失"})
    assert page.status == 200, page.plain[:400]


def decide(login, case, act, note="", **fields):
    b = person(login)
    b.get(f"/approve/{case}")
    values = {"act": act, "note": note}
    values.update(fields)
    return press(b, "/decide", values)


def verify(case):
    page = decide("checker", case, "verify",
                  **{f"v_{item}": "ok" for item in ITEMS})
    assert request(case) == ("verified",), page.plain[:600]


def stop(code, login="keeper"):
    b = person(login)
    b.get("/loss")
    page = press(b, "/loss/urgent", {"seal": code})
    assert page.status == 200 and "印章已停用" in page.plain, page.plain[:600]
    return case_of(page)


# --- the keeper stops it ---------------------------------------------------------

def r085_frozen_before_the_answer():
    known["seal"], known["code"], known["name"] = the_seal()
    code = known["code"]
    assert becomes(code, "active"), status(code)
    began = time.monotonic()
    known["case"] = stop(code)
    assert sql("keyd", "SELECT state FROM key_seal WHERE code = ?",
               code) == [("frozen",)]
    assert state(code) == "lost", status(code)
    assert status(code)["national"] == 1
    assert time.monotonic() - began < 8
    assert request(known["case"], "state, urgent, channel") == \
        ("draft", 1, "online")
    kept = sql("office", "SELECT action, kind FROM statement WHERE"
               " subject = ?", known["case"])
    assert ("seal.freeze", "own") in kept, kept


def waits_at_desk(case):
    """Whether the operator's workbench and the list of losses show it."""
    b = person("operator")
    home = f"/approve/{case}" in b.get("/approve").text
    page = b.get("/approve/list?tab=waiting&business=loss")
    assert home == (f"/approve/{case}" in page.text), page.plain[:600]
    return home


def r085_the_desk_sees_it():
    assert waits_at_desk(known["case"])
    page = person("operator").get("/approve/list?tab=waiting")
    assert "已停用，待补材料" in page.plain, page.plain[:600]
    page = person("operator").get(f"/approve/seals/{known['seal']}")
    assert f"/approve/{known['case']}" in page.text, page.plain[:800]


def r085_certificate_on_hold():
    serial = sql("office", "SELECT serial FROM seal_version WHERE seal = ?",
                 known["seal"])[0][0]
    text = crl().upper().replace(":", "")
    at = text.find(serial.upper())
    assert at > 0, "serial is not on the list"
    assert "CERTIFICATE HOLD" in text[at:at + 300], text[at:at + 300]


def r085_stamping_is_refused():
    q = person("requester")
    page = q.get("/stamp/new")
    if page.has_form("/stamp/new"):
        page = q.submit("/stamp/new", {
            "seal": known["code"], "title": "通知", "class": "official",
            "purpose": "发文", "secret": "open"},
            {"file": ("a.pdf", pdf(), "application/pdf")})
        if page.url.endswith("/place"):
            base = page.url[:-len("/place")]
            q.get(base + "/check")
            page = press(q, "/submit") if q.page.has_form("/submit") \
                else q.page
    assert "挂失" in page.plain, page.plain[:500]


def r085_lost_once_only():
    b = person("keeper")
    page = b.get("/loss")
    assert known["code"] not in page.text or \
        not page.has_form("/loss/urgent")
    other = sql("office", "SELECT COUNT(*) FROM request WHERE seal = ? AND"
                " urgent = 1", known["seal"])
    assert other == [(1,)]
    form = {"csrf": csrf(b), "seal": known["code"]}
    page = b.post("/loss/urgent", form)
    assert page.status == 409 and "已经挂失" in page.plain, page.plain[:300]


def csrf(b):
    return re.search(r'name="csrf" value="([^"]+)"', b.page.text).group(1)


def t1_urgent_is_not_withdrawn():
    b = person("keeper")
    b.get(f"/loss/{known['case']}")
    page = b.post(f"/loss/{known['case']}/withdraw", {"csrf": csrf(b)})
    assert page.status == 409 and "解除挂失" in page.plain, page.plain[:300]
    assert request(known["case"]) == ("draft",)


def r080_papers_are_needed():
    b = person("keeper")
    b.get(f"/loss/{known['case']}/check")
    page = press(b, "/submit", {"agree": "1", "declare": "1"})
    assert "请选择挂失原因" in page.plain, page.plain[:400]
    assert request(known["case"]) == ("draft",)
    give_reason(b, known["case"])
    bring_papers(b, "loss", known["case"])
    submit(b, "loss", known["case"])


def r029_only_the_operator_freezes():
    verify(known["case"])
    page = decide("checker", known["case"], "freeze")
    assert request(known["case"]) == ("verified",), page.plain[:300]
    page = decide("operator", known["case"], "freeze")
    assert request(known["case"]) == ("old-handled",), page.plain[:600]
    assert request(known["case"], "waiting")[0] == 1
    assert sql("office", "SELECT COUNT(*) FROM request WHERE parent = ?",
               known["case"]) == [(0,)]


def r087_found_and_released():
    page = decide("operator", known["case"], "release", "载体已找回")
    assert request(known["case"]) == ("completed",), page.plain[:600]
    assert becomes(known["code"], "active")
    assert sql("keyd", "SELECT state FROM key_seal WHERE code = ?",
               known["code"]) == [("active",)]
    assert "签名有效" in person("operator").get(
        f"/approve/{known['case']}").plain
    text = person("operator").page.plain
    assert "签名无效" not in text and "不一致" not in text, text[-800:]


# --- a phone stops it --------------------------------------------------------------

def ask_code(subject, phone):
    b = Browser()
    b.get("/loss")
    page = b.submit("/loss/phone", {"code": subject, "phone": phone})
    return b, page


def digits_of(page):
    found = re.search(r"验证码 (\d{6})", page.plain)
    return found.group(1) if found else None


def r086_wrong_phone_says_nothing():
    _, right = ask_code(known["code"], PHONE)
    _, wrong = ask_code(known["code"], "13912345678")
    assert right.status == wrong.status == 200
    assert digits_of(right) and not digits_of(wrong)

    def bare(page):
        text = re.sub(r"短信（演示）.*?序号 \w+", "", page.plain)
        text = text.replace("138****8000", "P").replace("139****5678", "P")
        return re.sub(r"\s+", " ", text)
    assert bare(right) == bare(wrong), (bare(right), bare(wrong))


def r086_five_wrong_numbers():
    b, page = ask_code(known["code"], PHONE)
    good = digits_of(page)
    bad = "000000" if good != "000000" else "111111"
    path = b.page.url
    for k in range(5):
        page = b.submit(path, {"digits": bad})
        assert page.status == 400 and "验证码不对" in page.plain, \
            page.plain[:300]
    page = b.submit(path, {"digits": good})
    assert "已失效" in page.plain, page.plain[:300]
    assert state(known["code"]) == "active"


def r086_by_phone_without_an_account():
    began = time.monotonic()
    b, page = ask_code(known["code"], PHONE)
    page = b.submit(page.url, {"digits": digits_of(page)})
    assert page.status == 200 and "印章已停用" in page.plain, page.plain[:500]
    assert time.monotonic() - began < 10
    assert state(known["code"]) == "lost"
    number = re.search(r"GS-\d{8}-\d{5}", page.plain).group(0)
    query = re.search(r"查询码 ([A-Z0-9]{8})", page.plain).group(1)
    case = sql("office", "SELECT id, applicant, channel, urgent FROM request"
               " WHERE number = ?", number)[0]
    assert case[1:] == (None, "online", 1), case
    known["case"] = case[0]
    kept = sql("office", "SELECT action, kind FROM statement WHERE"
               " subject = ?", case[0])
    assert kept == [("seal.freeze", "witnessed")], kept
    b.get("/progress")
    form = [f for f in b.page.forms if f["method"] == "post"][0]
    names = [n for n in form["fields"] if n != "csrf"]
    page = b.submit(form["action"], dict(zip(names, (number, query))))
    assert "挂失" in page.plain and number in page.plain, page.plain[:400]


def r086_too_many_numbers():
    """Five an hour for one seal, whoever asks."""
    page = None
    for _ in range(6):
        _, page = ask_code(known["code"], PHONE)
        if page.status == 400:
            break
    assert page.status == 400 and "次数过多" in page.plain, page.plain[:300]


def t1_the_unit_takes_it_up():
    b = person("keeper")
    page = b.get("/loss")
    assert "等待补交材料" in page.plain, page.plain[:500]
    b.submit(f"/loss/{known['case']}/take")
    assert request(known["case"], "applicant")[0] is not None
    give_reason(b, known["case"])
    bring_papers(b, "loss", known["case"])
    submit(b, "loss", known["case"])


def t2_rejected_and_released():
    page = decide("checker", known["case"], "reject", "材料不实")
    assert request(known["case"]) == ("rejected",), page.plain[:400]
    assert state(known["code"]) == "lost"
    page = decide("operator", known["case"], "release", "核实未丢失")
    assert request(known["case"], "state, urgent") == ("rejected", 0)
    assert becomes(known["code"], "active"), page.plain[:600]


def r086_operator_for_a_caller():
    """R-086: by telephone; the operator types the code."""
    b = person("operator")
    b.get("/loss")
    page = b.submit("/loss/urgent", {"seal": known["code"][:-1] + "?"})
    assert page.status == 400 and "编码不对" in page.plain, page.plain[:300]
    page = press(b, "/loss/urgent", {"seal": known["code"].lower()})
    assert "印章已停用" in page.plain, page.plain[:400]
    case = case_of(page)
    assert request(case, "channel, urgent, applicant") == \
        ("counter", 1, None)
    assert state(known["code"]) == "lost"
    page = decide("operator", case, "release", "来电人更正")
    assert becomes(known["code"], "active"), page.plain[:400]
    b.get(f"/loss/{case}")
    press(b, "/withdraw")
    assert request(case) == ("withdrawn",)


# --- an ordinary report ---------------------------------------------------------------

def r080_an_ordinary_report_freezes_nothing():
    b = person("applicant")
    b.get("/loss")
    page = b.submit("/loss/new", {"seal": known["code"]})
    case = case_of(page)
    assert state(known["code"]) == "active"
    give_reason(b, case)
    bring_papers(b, "loss", case)
    submit(b, "loss", case)
    assert state(known["code"]) == "active"
    b.get(f"/loss/{case}")
    page = press(b, "/withdraw")
    assert request(case) == ("withdrawn",), page.plain[:400]


# --- found only after the new one was wanted ---------------------------------------------

def r088_a_new_one_is_asked_for():
    case = stop(known["code"])
    known["case"] = case
    b = person("keeper")
    give_reason(b, case, "new")
    bring_papers(b, "loss", case)
    submit(b, "loss", case)
    verify(case)
    page = decide("operator", case, "freeze")
    assert request(case) == ("old-handled",), page.plain[:400]
    child = sql("office", "SELECT id, state, business FROM request WHERE"
                " parent = ?", case)
    assert len(child) == 1 and child[0][1:] == ("draft", "apply"), child
    kept = [a for a, in sql("office", "SELECT action FROM statement WHERE"
                            " subject = ?", case)]
    assert "seal.revoke" in kept, kept
    owner = person("applicant").get(f"/apply/{child[0][0]}/answers")
    assert owner.status == 200 and known["name"] in owner.text


def r087_release_closes_the_new_request():
    page = decide("operator", known["case"], "release", "载体已找回")
    assert request(known["case"]) == ("completed",), page.plain[:400]
    assert becomes(known["code"], "active")
    assert sql("office", "SELECT state FROM request WHERE parent = ?",
               known["case"]) == [("closed",)]


# --- replaced --------------------------------------------------------------------------------

def make(login, case, action, fields=None, files=None):
    """A step at the making bench; the page that follows."""
    b = person(login)
    b.get(f"/issue/{case}")
    page = b.submit(action, fields, files)
    if "请输入口令" in page.plain:
        page = b.submit(action, {"pin": client.PIN})
    return page


def draw(case):
    b = person("maker")
    b.get(f"/issue/{case}/draw")
    page = b.submit("/draw", {"act": "preview"}, {})
    page = b.submit("/draw", {"act": "put"}, {})
    if request(case) == ("verified",):	# a warning to pass over
        page = b.submit("/draw", {"act": "put", "same": "same",
                                  "override": "演示"}, {})
    assert request(case) == ("image",), page.plain[:900]


def finish_child(child):
    b = person("applicant")
    b.get(f"/apply/{child}/answers")
    page = b.submit("/answers", {"agent_name": "景经办",
                                 "agent_idno": "371002199003070011",
                                 "agent_phone": PHONE})
    assert page.status == 200, page.plain[:600]
    submit(b, "apply", child)
    page = decide("checker", child, "verify")
    assert request(child) == ("verified",), page.plain[:600]
    draw(child)
    b.get(f"/apply/{child}")
    page = press(b, "/confirm-image")
    assert request(child) == ("confirmed",), page.plain[:400]
    page = make("maker", child, "/enter", {
        "approving_name": "演示区公共就业服务中心",
        "approving_region": "990102"}, {})
    assert request(child) == ("entered",), page.plain[:600]
    page = decide("approver", child, "approve", "同意")
    assert request(child) == ("approved",), page.plain[:600]
    for act, then in (("certify", "certified"), ("code", "coded"),
                      ("generate", "made"), ("load", "loaded")):
        if request(child) == (then,):
            continue
        page = make("maker", child, "/step", {"act": act})
        assert request(child) == (then,), (act, page.plain[:600])
    page = make("checker", child, "/deliver", {
        "receiver": "景经办", "kind": "idcard", "form": "hosted",
        "number": "371002199003070011"})
    assert request(child) == ("delivered",), page.plain[:600]


def r088_replaced():
    case, old = stop(known["code"]), known["code"]
    b = person("keeper")
    give_reason(b, case, "new")
    bring_papers(b, "loss", case)
    submit(b, "loss", case)
    verify(case)
    decide("operator", case, "freeze")
    child = sql("office", "SELECT id FROM request WHERE parent = ?",
                case)[0][0]
    finish_child(child)
    assert state(old) == "lost"		# P-30: until the new one is on
    b.get(f"/apply/{child}")
    page = press(b, "/activate")
    assert request(child) == ("completed",), page.plain[:600]
    assert request(case) == ("completed",)
    assert state(old) == "revoked"
    assert sql("keyd", "SELECT state FROM key_seal WHERE code = ?",
               old) == [("revoked",)]
    reason = sql("office", "SELECT e.reason FROM seal_event e JOIN seal s ON"
                 " s.id = e.seal WHERE s.code = ? AND e.to_state ="
                 " 'revoked'", old)
    assert reason == [("carrier-lost",)], reason
    known["seal"], known["code"], known["name"] = sql(
        "office", "SELECT id, code, name FROM seal WHERE request = ?",
        child)[0]
    assert becomes(known["code"], "active")
    known["case"] = case


def r087_no_release_after_replacement():
    page = decide_raw("operator", known["case"], "release")
    assert request(known["case"]) == ("completed",), page.plain[:300]


def decide_raw(login, case, act):
    b = person(login)
    b.get(f"/approve/{case}")
    return b.post(f"/approve/{case}/decide", {"csrf": csrf(b), "act": act,
                                              "note": "试"})


# --- the clock -----------------------------------------------------------------------------

def notices(login, words):
    return sql("office", "SELECT COUNT(*) FROM notice n JOIN person p ON"
               " p.id = n.person WHERE p.login = ? AND n.body LIKE ?",
               login, f"%{words}%")[0][0]


def approved_use():
    """A use request that nobody stamps; its id."""
    q, v = person("requester"), person("reviewer")
    q.get("/stamp/new")
    page = q.submit("/stamp/new", {"title": "通知", "class": "official",
                                   "purpose": "发文", "secret": "open"},
                    {"file": ("a.pdf", pdf(), "application/pdf")})
    base = page.url[:-len("/place")]
    q.get(base + "/check")
    press(q, "/submit")
    v.get(base)
    v.submit("/take")
    page = press(v, "/review", {"decision": "agree", "note": "同意"})
    assert "已同意用章" in page.plain, page.plain[:400]
    return base.rsplit("/", 1)[1]


def draft_with_material():
    """A draft nobody goes on with; its id and its material's SM3."""
    b = person("applicant")
    b.get("/apply")
    draft = re.search(r"/apply/(\w{26})",
                      b.submit("/apply/new").url).group(1)
    b.get(f"/apply/{draft}/materials")
    b.submit("/materials/sealed", files={
        "file": ("a.pdf", pdf(), "application/pdf")})
    return draft, sql("office", "SELECT sm3 FROM material WHERE request ="
                      " ?", draft)[0][0]


def second_instance():
    env = dict(os.environ)
    env.setdefault("JIANYIN_CONF", os.path.join(client.VAR, "jianyin.conf"))
    here = pathlib.Path(__file__).resolve().parents[2] / "build/opt/bin"
    folder = os.environ.get("JIANYIN_BIN", str(here))
    return subprocess.Popen([os.path.join(folder, "jobs")], env=env,
                            stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def count(text, *values):
    return sql("office", text, *values)[0][0]


def r244_timed_rows_after_downtime():
    used = approved_use()
    draft, sm3 = draft_with_material()
    case = stop(known["code"])
    known["case"], code = case, known["code"]
    before = notices("operator", "逾期未补")
    anchors = "SELECT COUNT(*) FROM statement WHERE action = 'audit.anchor'"
    anchored = count(anchors)
    other = second_instance()
    client.shift_clock(31)
    try:		# nobody signs in there: moments stay in order
        assert wait_for(lambda: request(draft) == ("withdrawn",)), \
            request(draft)
        assert wait_for(lambda: notices("operator", "逾期未补") > before)
        assert wait_for(lambda: sql("office", "SELECT state FROM use_request"
                                    " WHERE id = ?", used) == [("expired",)])
        assert wait_for(lambda: count(anchors) > anchored)
        assert wait_for(lambda: not sql("content", "SELECT 1 FROM content"
                                        " WHERE sm3 = ?", sm3))
        # once only, also when the next minutes come
        client.shift_clock(31 + 2 / 1440)
        time.sleep(3)
        assert other.poll() is None, "the second instance has ended"
        assert notices("operator", "逾期未补") == before + 1
        assert count(anchors) == anchored + 1
        assert request(case, "state, urgent") == ("draft", 1)
        assert state(code) == "lost"
        assert count("SELECT COUNT(*) FROM request_event WHERE request = ?"
                     " AND event = 'abandon'", draft) == 1
        assert count("SELECT COUNT(*) FROM material WHERE request = ?",
                     draft) == 0
        kept = sql("office", "SELECT action, kind FROM statement WHERE"
                   " subject = ?", draft)
        assert ("request.step", "system") in kept, kept
        began = time.monotonic()
        other.terminate()
        other.wait(5)
        assert time.monotonic() - began < 1
    finally:
        client.shift_clock(0)
        other.kill()
        people.clear()		# the sessions of a month ago are gone


def r100_ended_ones_are_listed():
    b = person("operator")
    for business in ("loss", "cancel"):
        rows = re.findall(r"(?s)<tr>(<td.*?)</tr>", b.get(
            f"/approve/list?tab=done&business={business}").text)
        ended = sql("office", "SELECT number FROM request WHERE business = ?"
                    " AND state = 'completed' ORDER BY number", business)
        assert ended, business
        for (number,) in ended:
            (row,) = [r for r in rows if number in r]
            assert re.search(r'data-label="经办人员"[^>]*>\w+<', row), row
            assert re.search(r'data-label="办结">\d{4}年', row), row


def steps_of_the_clock(words=""):
    """As the trail has them, in no order: each process has its own lane."""
    return [why for (why,) in sql(
        "office", "SELECT reason FROM audit WHERE action = 'clock.step'")
            if words in why]


def one_more(words, act, seconds=20):
    """Whether the act brings one more such entry."""
    before = len(steps_of_the_clock(words))
    act()
    return wait_for(lambda: len(steps_of_the_clock(words)) > before, seconds)


def r238_the_clock_moved_back():
    """A warning, an entry, and nothing on a page lasts less than nothing."""
    pages = {"checker": ("/approve", "/approve/list?tab=all",
                         "/approve/list?tab=mine"),
             "keeper": ("/account/seals", "/stamp", "/account/inbox"),
             "system": ("/admin",)}
    for login in pages:
        person(login)
    assert wait_for(lambda: any("倒退" in w for w in steps_of_the_clock())), \
        "the tests moved it back by a month before"
    try:                                  # the office is older than that
        assert one_more("系统时钟倒退了 10 秒",
                        lambda: client.shift_clock(-10.5 / 86400)), \
            steps_of_the_clock()
        for login, paths in pages.items():
            for path in paths:
                page = person(login).get(path)
                assert page.status == 200, (path, page.plain)
                assert not re.search(r"[-−]\d+ ?(天|小时|分钟|秒)",
                                     page.plain), (path, page.plain)
        page = person("system").get("/admin")
        assert "系统时钟倒退了 10 秒" in page.plain, page.plain[:400]
        assert 'role="alert"' in page.text
        logs = "".join(p.read_text(errors="replace") for p in
                       pathlib.Path(client.VAR, "log").glob("*"))
        found = re.search(r"jobs.*warn.*clock stepped by -(\d+) ms", logs)
        assert found, logs[-600:]
    finally:
        forward = one_more("系统时钟向前跳了 10 秒",
                           lambda: client.shift_clock(0))
    assert forward, steps_of_the_clock()
    # moved back while nothing ran: what the last look left is later than now
    for _ in range(2):      # the first instance may look in between, once
        db = sqlite3.connect(os.path.join(client.VAR, "store/office.db"),
                             timeout=20)
        db.execute("UPDATE clock_seen SET seen = seen + 7200000")
        db.commit()
        db.close()
        others = []
        noticed = one_more("系统时钟倒退了 1 小时",
                           lambda: others.append(second_instance()), 5)
        others[0].kill()
        others[0].wait()
        if noticed:
            break
    assert noticed, steps_of_the_clock()


def t2_found_before_any_paper():
    case = known["case"]
    page = decide("operator", case, "release", "未丢失")
    assert request(case, "state, urgent") == ("draft", 0), page.plain[:400]
    assert becomes(known["code"], "active"), page.plain[:400]
    assert not waits_at_desk(case)
    b = person("keeper")
    b.get(f"/loss/{case}")
    page = press(b, "/withdraw")
    assert request(case) == ("withdrawn",), page.plain[:400]


class Post(threading.Thread):
    """A POST that runs beside us."""

    def __init__(self, browser, path, fields):
        super().__init__()
        self.ask, self.page = (browser, path, fields), None

    def run(self):
        browser, path, fields = self.ask
        self.page = browser.post(path, fields)


def keyd_pid():
    """Of this office: its environment names our folder."""
    want = ("=" + client.VAR.rstrip("/") + "/").encode()
    for d in pathlib.Path("/proc").iterdir():
        try:
            if d.name.isdigit() and (d / "exe").resolve().name == "keyd" \
                    and want in (d / "environ").read_bytes():
                return int(d.name)
        except OSError:
            continue
    raise AssertionError("no keyd of this office")


def cut(b, code):
    """Report, and let keyd freeze while the store refuses to write."""
    b.get("/loss")
    post = Post(b, "/loss/urgent", {"csrf": csrf(b), "seal": code})
    db = sqlite3.connect(os.path.join(client.VAR, "store", "office.db"),
                         timeout=5, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    post.start()
    time.sleep(1)			# it waits to write its intent
    pid = keyd_pid()
    os.kill(pid, signal.SIGSTOP)
    try:
        db.execute("COMMIT")		# the intent is written, keyd silent
        assert wait_for(lambda: sql(
            "office", "SELECT id FROM intent WHERE kind = 'urgent'"), 5)
        db.execute("BEGIN IMMEDIATE")
    finally:
        os.kill(pid, signal.SIGCONT)
    post.join(30)
    assert post.page is not None and post.page.status == 500, post.page
    return db


def r225_cut_between_keyd_and_register():
    """The store refuses after keyd froze: the timed work finishes it."""
    code, b = known["code"], person("keeper")
    db = cut(b, code)
    assert sql("keyd", "SELECT state FROM key_seal WHERE code = ?",
               code) == [("frozen",)]
    # nobody asks again; the intent grows old
    db.execute("UPDATE intent SET at = at - 120000")
    db.execute("COMMIT")
    db.close()
    assert sql("office", "SELECT state FROM seal WHERE code = ?",
               code) == [("active",)]
    assert state(code) == "lost"	# status asks keyd too
    assert wait_for(lambda: sql("office", "SELECT state FROM seal WHERE"
                                " code = ?", code) == [("lost",)], 75)
    case = sql("office", "SELECT id FROM request WHERE seal = ? AND urgent"
               " = 1 AND state = 'draft'", known["seal"])
    assert len(case) == 1, case
    assert sql("office", "SELECT COUNT(*) FROM intent") == [(0,)]
    known["case"] = case[0][0]
    kept = sql("office", "SELECT action, kind FROM statement WHERE"
               " subject = ?", known["case"])
    assert kept == [("request.step", "system")], kept
    decide("operator", known["case"], "release", "演练")
    assert becomes(code, "active")


def r225_anchor_and_jobs_are_noted():
    rows = dict(sql("office", "SELECT name, done FROM job"))
    assert {"requests", "uses", "intents", "purge", "contents",
            "anchor"} <= set(rows), rows
    assert sql("office", "SELECT COUNT(*) FROM statement WHERE action ="
               " 'audit.anchor'")[0][0] >= 1


# --- cancelling ------------------------------------------------------------------------------

def cancel_case(reason="electronic-ended"):
    b = person("keeper")
    b.get("/cancel")
    page = b.submit("/cancel/new", {"seal": known["code"], "reason": reason,
                                    "note": "业务已停"})
    case = case_of(page)
    bring_papers(b, "cancel", case)
    submit(b, "cancel", case)
    return case


def written_request(case):
    """R-071: the reason and the words typed are on the paper too."""
    b = person("keeper")
    assert b.get(f"/cancel/{case}").links(f"/{case}/paper/form")
    words = client.words_of(b.get(f"/cancel/{case}/paper/form").body)
    (number,) = request(case, "number")
    for value in (number, "电子印章注销", known["code"], "业务已停"):
        assert value in words, (value, words)


def r101_cancel_is_withdrawn_until_verified():
    case = cancel_case()
    written_request(case)
    b = person("keeper")
    b.get(f"/cancel/{case}")
    press(b, "/withdraw")
    assert request(case) == ("withdrawn",)
    case = cancel_case()
    verify(case)
    b.get(f"/cancel/{case}")
    page = b.post(f"/cancel/{case}/withdraw", {"csrf": csrf(b)})
    assert page.status == 409 and request(case) == ("verified",)
    known["case"] = case


def p07_revocation_takes_two_persons():
    case, code = known["case"], known["code"]
    page = decide("operator", case, "revoke")
    assert request(case) == ("verified",), page.plain[:300]
    page = decide("checker", case, "assent")
    assert request(case, "approver") == (None,), page.plain[:300]
    page = decide("approver", case, "assent", "同意")
    assert request(case, "approver")[0] is not None, page.plain[:400]
    assert state(code) == "active"
    page = decide("approver", case, "revoke")
    assert state(code) == "active"
    page = decide("operator", case, "revoke")
    assert request(case) == ("completed",), page.plain[:600]
    assert state(code) == "revoked"


def r091_both_lists_hold_it():
    serial = sql("office", "SELECT serial FROM seal_version WHERE seal = ?",
                 known["seal"])[0][0]

    def listed():
        text = crl().upper().replace(":", "")
        at = text.find(serial.upper())
        return at > 0 and "CESSATION OF OPERATION" in text[at:at + 300]
    assert wait_for(listed, 8), crl()[-900:]
    page = Browser().get("/status/notices")
    assert known["code"] in page.text, page.plain[:500]


def r090_revocation_is_final():
    b = person("keeper")
    page = b.get("/loss")
    assert not page.has_form("/loss/urgent") or \
        known["code"] not in page.text
    page = b.post("/loss/urgent", {"csrf": csrf(b), "seal": known["code"]})
    assert page.status == 409 and "注销" in page.plain, page.plain[:300]
    b.get("/cancel")
    page = b.post("/cancel/new", {"csrf": csrf(b), "seal": known["code"],
                                  "reason": "damaged", "note": "",
                                  "rev": ""})
    assert "已经注销" in page.plain, page.plain[:300]
    assert sql("keyd", "SELECT state FROM key_seal WHERE code = ?",
               known["code"]) == [("revoked",)]


def r009_another_unit_sees_nothing():
    page = Browser().get(f"/loss/{known['case']}")
    assert page.status != 200 or "登录" in page.plain
    page = person("maker").get("/loss")
    assert not page.has_form("/loss/urgent")


tap.test("R-085 keeper: frozen in keyd and published before the answer",
         r085_frozen_before_the_answer)
tap.test("R-085 stamping is refused at once", r085_stamping_is_refused)
tap.test("R-085 the desk sees a seal stopped without papers",
         r085_the_desk_sees_it)
tap.test("R-085 the certificate is on hold", r085_certificate_on_hold)
tap.test("R-085 a lost seal is not reported twice", r085_lost_once_only)
tap.test("T1 an urgent report is not withdrawn", t1_urgent_is_not_withdrawn)
tap.test("R-080 papers and reason are needed", r080_papers_are_needed)
tap.test("R-029 only the operator freezes", r029_only_the_operator_freezes)
tap.test("R-087 found: released and valid again", r087_found_and_released)
tap.test("R-086 a wrong phone gets the same page",
         r086_wrong_phone_says_nothing)
tap.test("R-086 five wrong numbers end it", r086_five_wrong_numbers)
tap.test("R-086 by phone, without an account, receipt and progress",
         r086_by_phone_without_an_account)
tap.test("R-086 numbers are not sent without end", r086_too_many_numbers)
tap.test("T1 the unit takes up what a phone reported",
         t1_the_unit_takes_it_up)
tap.test("T2 rejected: the operator releases", t2_rejected_and_released)
tap.test("R-086 the operator stops it for a caller",
         r086_operator_for_a_caller)
tap.test("R-080 an ordinary report freezes nothing",
         r080_an_ordinary_report_freezes_nothing)
tap.test("R-088 a new seal is asked for with the loss",
         r088_a_new_one_is_asked_for)
tap.test("R-087 release closes the new request",
         r087_release_closes_the_new_request)
tap.test("R-088 replaced: the old seal ends as the new one begins",
         r088_replaced)
tap.test("R-087 no release once it is replaced",
         r087_no_release_after_replacement)
tap.test("R-244 P-22 P-31 P-38 timed rows after downtime, once",
         r244_timed_rows_after_downtime)
tap.test("R-238 the clock moved back: warned, on the record, nothing below 0",
         r238_the_clock_moved_back)
tap.test("T2 found before any paper: released, then withdrawn",
         t2_found_before_any_paper)
tap.test("R-225 cut between keyd and register: the timed work finishes it",
         r225_cut_between_keyd_and_register)
tap.test("R-244 jobs note what they did, heads are anchored",
         r225_anchor_and_jobs_are_noted)
tap.test("R-101 a cancellation is withdrawn until verified",
         r101_cancel_is_withdrawn_until_verified)
tap.test("P-07 revocation takes two persons",
         p07_revocation_takes_two_persons)
tap.test("R-091 both lists hold it", r091_both_lists_hold_it)
tap.test("R-090 revocation is final", r090_revocation_is_final)
tap.test("R-100 losses and cancellations that ended are listed",
         r100_ended_ones_are_listed)
tap.test("R-009 others see nothing of it", r009_another_unit_sees_nothing)
tap.end()
