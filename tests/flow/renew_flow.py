#!/usr/bin/env python3
"""续期, through a year of the clock: when it opens, how keeper and unit are
reminded, by the keeper alone with the seal's key, on paper at the counter,
beside a loss and a cancellation, after the end and too late.
Usage: renew_flow.py BUILD; it starts an office of its own.
Rules: R-063 R-080 R-093 R-094 R-095 R-096 R-099 R-125 R-202 R-244, the T1 rows
of 续期 and the S6 rows of T2."""
import re
import time

from own import office
import attack_kit as kit
import client
import steps
from client import Browser, Tap, pdf, press
from policies import Policy
from steps import (bench, decide, on_day, person, post,
                   query, request, seal_of, send, sql, state, upload,
                   verified, wait_for, walk, write)
from table_rows import seen, spec

tap = Tap()
THREE = ("sealed", "agent", "contact")
DAY = 86400000
JOBS = ("renewals", "lapses")
seals = {}


def row(code, columns):
    return sql("office", f"SELECT {columns} FROM seal s JOIN seal_version v"
               " ON v.seal = s.id AND v.version = s.version WHERE s.code = ?",
               code)[0]


def key_row(code):
    return sql("keyd", "SELECT s.state, s.serial FROM key_seal s WHERE s.code"
               " = ?", code)[0]


def told(code, login, words):
    """What a person was told of a seal with these words, oldest first."""
    return [r[0] for r in sql(
        "office", "SELECT n.body FROM notice n JOIN person p ON p.id ="
        " n.person JOIN seal s ON n.body LIKE '%' || s.name || '%'"
        " WHERE s.code = ? AND p.login = ? AND n.body LIKE ? ORDER BY n.id",
        code, login, f"%{words}%")]


def renew(login, code, way):
    """Ask for it: the draft's id."""
    page = post(login, "/renew/new", seal=code, reason=way, note="", rev="")
    found = re.search(r"/renew/([0-9a-z]{26})", page.url)
    assert found, page.plain[:500]
    return found.group(1)


def on_paper(login, code):
    case = renew(login, code, "papers")
    for item in THREE:
        upload(person(login), "renew", case, item)
    send(person(login), "renew", case)
    assert state(case) == "submitted"
    return case


def checked(case):
    page = decide("checker", case, "verify",
                  **{"v_" + i: "ok" for i in THREE})
    assert state(case) == "verified", page.plain[:500]
    return case


def at_bench(case, act, then):
    page = bench("maker", case, "/step", {"act": act})
    assert state(case) == then, (act, state(case), page.plain[:500])


def made(case):
    for act, then in (("certify", "certified"), ("generate", "made"),
                      ("load", "loaded")):
        at_bench(case, act, then)


def front(login, case, action):
    b = person(login)
    b.get(f"/renew/{case}")
    return press(b, action)


def handed_over(case):
    page = bench("checker", case, "/deliver", {"receiver": "鲍保管",
                                               "number": steps.IDNO})
    assert state(case) == "delivered", page.plain[:400]


# --- the window ---------------------------------------------------------------

def some_seals():
    """Half a year of validity, a month of grace, the clerks' PINs for long."""
    for rule, value in (("P-03", "6m"), ("P-01", "80d"), ("P-02", "30d"),
                        ("P-16", "60m")):
        Policy(rule, "").set(value)
    for name in ("self", "paper", "lost", "late"):
        case = walk(verified(seal_name="演示续期章" + name))
        seals[name] = seal_of(case)[1]
    return seals


def span(code):
    """Days from now until renewing opens, and until the validity ends."""
    ends = row(code, "v.valid_to")[0]
    page = person("keeper").get("/account/seals")
    card = page.plain[page.plain.find(code):]
    found = re.search(r"有效期至 (\d+)年(\d+)月(\d+)日，(\d+)年(\d+)月(\d+)日 起可"
                      "以办理续期", card)
    assert found, card[:600]
    day = [int(x) for x in found.groups()]
    left = (ends - time.time() * 1000) / DAY
    between = time.mktime(tuple(day[:3]) + (0,) * 6) - \
        time.mktime(tuple(day[3:]) + (0,) * 6)
    return left - round(between / 86400), left


def opens_in_time(opens):
    """R-093: a day before it opens it is refused, with the day it does; on
    that day it is taken."""
    code = seals["self"]
    on_day(opens - 1, *JOBS)
    page = person("keeper").get("/renew")
    assert code not in page.text and "没有可以续期的印章" in page.plain
    page = post("keeper", "/renew/new", seal=code, reason="papers", note="",
                rev="")
    assert page.status == 400 and "起可以办理续期" in page.plain, page.status
    assert sql("office", "SELECT COUNT(*) FROM request WHERE business ="
               " 'renew'") == [(0,)]
    on_day(opens + 0.01, *JOBS)
    page = person("keeper").get("/renew?seal=" + code)
    assert f'value="{code}" checked' in page.text, page.plain[:400]
    page = post("keeper", "/renew/new", seal=code, reason="odd", note="",
                rev="")
    assert page.status == 400 and "请从列出的选项中选择" in page.plain
    case = renew("keeper", code, "papers")
    front("keeper", case, "/withdraw")
    assert state(case) == "withdrawn"


def reminded(opens, ends):
    """R-096: a week before it opens, when it does, on the days of P-44."""
    code = seals["late"]
    lines = told(code, "keeper", "续期")
    assert len(lines) == 2 and "起可以办理续期" in lines[0] and \
        "请及时办理续期" in lines[1], lines
    on_day(opens + 1, *JOBS)
    assert told(code, "keeper", "续期") == lines
    for left, n in ((59, 3), (58, 3), (29, 4)):
        on_day(ends - left, *JOBS)
        assert len(told(code, "keeper", "续期")) == n, left
    assert len(told(code, "applicant", "续期")) == 4
    Policy("P-44", "").set("7 1")
    on_day(ends - 13, *JOBS)
    assert len(told(code, "keeper", "续期")) == 4
    on_day(ends - 6, *JOBS)
    assert len(told(code, "keeper", "续期")) == 5
    on_day(ends - 29, *JOBS)    # the clock set back: nothing is told twice
    assert len(told(code, "keeper", "续期")) == 5


# --- by the keeper alone --------------------------------------------------------

def who_may():
    """P-04: the seal's key is its keeper's, and only where the rules say so."""
    code = seals["self"]
    page = person("applicant").get("/renew?seal=" + code)
    assert 'value="papers"' in page.text and 'value="self"' not in page.text
    page = post("applicant", "/renew/new", seal=code, reason="self", note="",
                rev="")
    assert page.status == 400, page.status
    with Policy("P-04", "desk"):
        page = person("keeper").get("/renew?seal=" + code)
        assert 'value="self"' not in page.text
    page = person("keeper").get("/renew?seal=" + code)
    assert 'value="self"' in page.text


def by_self():
    """R-095, R-094: proved by the seal's own key, made by the making unit,
    received and put into use by the keeper; code and picture as they were."""
    code = seals["self"]
    before = row(code, "s.id, v.png, v.serial, v.valid_to, s.version")
    old_key = key_row(code)[1]
    case = renew("keeper", code, "self")
    page = person("keeper").get(f"/renew/{case}")
    assert "上传材料" not in page.plain and "填写办理方式" in page.plain
    # nothing is made before it is verified
    page = post("maker", f"/issue/{case}/step", act="certify", note="",
                rev="")
    assert page.status == 409 and state(case) == "draft", page.status
    send(person("keeper"), "renew", case)
    assert state(case) == "verified"
    page = person("keeper").get(f"/renew/{case}")
    assert "印章密钥签名" in page.plain and "签名无效" not in page.plain, \
        page.plain[-900:]
    # a second one for the same seal waits for the first
    other = renew("keeper", code, "self")
    page = send(person("keeper"), "renew", other)
    assert state(other) == "draft" and "已有在办的申请" in page.plain
    front("keeper", other, "/withdraw")
    for act in ("generate", "load", "code"):
        page = post("maker", f"/issue/{case}/step", act=act, note="", rev="")
        assert page.status == 409 and state(case) == "verified", act
    page = person("maker").get("/issue")
    assert "待续期" in page.plain
    made(case)
    assert row(code, "v.serial")[0] == before[2], "in force before its time"
    page = post("checker", f"/issue/{case}/deliver", form="hosted",
                receiver="鲍保管", kind="idcard", number=steps.IDNO, rev="")
    assert page.status == 400 and state(case) == "loaded" and \
        "网上接收" in page.plain, (page.status, page.plain[:300])
    page = post("keeper", f"/renew/{case}/activate", rev="")
    assert page.status == 409 and state(case) == "loaded"
    assert query(code)["state"] == "active"
    front("keeper", case, "/receive")
    assert state(case) == "delivered"
    assert sql("office", "SELECT receiver, form FROM delivery WHERE request ="
               " ?", case) == [("鲍保管", "hosted")]
    front("keeper", case, "/activate")
    assert state(case) == "completed"
    renewed(code, before, old_key, case)


def renewed(code, before, old_key, case):
    """Serial and validity are new, all else is not (R-094)."""
    after = row(code, "s.id, v.png, v.serial, v.valid_to, s.version")
    assert after[:2] == before[:2] and after[2] != before[2]
    assert after[3] > before[3] and after[4] == before[4] + 1
    assert key_row(code) == ("active", after[2]) and old_key == before[2]
    assert sql("keyd", "SELECT ended FROM key_cert WHERE serial = ?",
               before[2]) == [(None,)], "R-094: never on the list for it"
    assert sql("keyd", "SELECT LENGTH(blob) FROM key_seal_key WHERE serial ="
               " ?", before[2]) == [(0,)], "the key before is destroyed"
    assert sql("office", "SELECT superseded IS NOT NULL FROM seal_version"
               " WHERE serial = ?", before[2]) == [(1,)]
    assert query(code)["state"] == "active"
    page = person("keeper").get(f"/renew/{case}")
    assert "签名无效" not in page.plain, page.plain[-900:]


def stamps_on():
    """R-125: what was renewed stamps with its new certificate."""
    code = seals["self"]
    seal, serial = row(code, "s.id, v.serial")
    q = person("requester")
    q.get(f"/stamp/new?seal={seal}")
    page = q.submit("/stamp/new", {
        "seal": seal, "title": "续期后的通知", "class": "official",
        "purpose": "发文", "secret": "open"},
        {"file": ("a.pdf", pdf(), "application/pdf")})
    base = page.url[:-len("/place")]
    q.get(base + "/check")
    press(q, "/submit")
    person("reviewer").get(base)
    person("reviewer").submit("/take")
    press(person("reviewer"), "/review", {"decision": "agree", "note": ""})
    q.get(base)
    press(q, "/stamp")
    use = base.rsplit("/", 1)[1]
    assert sql("office", "SELECT state FROM use_request WHERE id = ?",
               use) == [("stamped",)]
    assert sql("office", "SELECT version FROM stamp WHERE use_request = ?",
               use) == [(2,)]
    assert sql("keyd", "SELECT k.serial FROM key_use k WHERE k.code = ?",
               code)[-1][0] == serial
    data = q.get(base + "/stamped").body
    b = Browser()
    b.get("/verify")
    page = b.submit("/verify/file", None, {"file": ("a.pdf", data,
                                                    "application/pdf")})
    assert "真实有效" in page.plain, page.plain[:600]


def no_more_reminders(ends):
    """R-096: none after renewal, and the next end is its own."""
    code = seals["self"]
    lines = told(code, "keeper", "请及时办理续期")
    on_day(ends - 2, *JOBS)
    assert told(code, "keeper", "请及时办理续期") == lines


# --- on paper ---------------------------------------------------------------------

def on_paper_and_back():
    """R-063: three papers and no founding document; every way back."""
    code = seals["paper"]
    case = renew("applicant", code, "papers")
    b = person("applicant")
    for item in THREE[:2]:
        upload(b, "renew", case, item)
    page = send(b, "renew", case)
    assert state(case) == "draft" and "经办人联系方式证明" in page.plain
    page = b.get(f"/renew/{case}/materials")
    assert "单位成立文件" not in page.plain
    upload(b, "renew", case, THREE[2])
    send(b, "renew", case)
    assert state(case) == "submitted"
    page = decide("checker", case, "return", v_sealed="fault",
                  p_sealed="no-seal", v_agent="ok", v_contact="ok")
    assert state(case) == "returned", page.plain[:400]
    b.get(f"/renew/{case}")
    upload(b, "renew", case, "sealed")
    send(b, "renew", case)
    assert state(case) == "submitted"
    # what was asked for on paper the seal's key does not decide
    page = post("keeper", f"/renew/{case}/prove", rev="")
    assert page.status == 409 and "书面材料" in page.plain, page.plain[:300]
    decide("checker", case, "reject", note="不是本单位的印章")
    assert state(case) == "rejected"
    case = on_paper("applicant", code)
    front("applicant", case, "/withdraw")
    assert state(case) == "withdrawn"
    case = on_paper("applicant", code)
    decide("checker", case, "return", v_sealed="fault", p_sealed="no-seal",
           v_agent="ok", v_contact="ok")
    front("applicant", case, "/withdraw")
    assert state(case) == "withdrawn"
    return True


def other_picture(code):
    """Behind the programs' back another picture: keyd will not renew."""
    seal, version, kept = row(code, "s.id, s.version, v.png")
    write("store/office.db", "UPDATE seal_version SET png = ? WHERE seal = ?"
          " AND version = ?", bytes([kept[0] ^ 1]) + kept[1:], seal, version)
    return lambda: write("store/office.db", "UPDATE seal_version SET png = ?"
                         " WHERE seal = ? AND version = ?", kept, seal,
                         version)


def fails_and_again():
    """T1, A16: tried again after a failure of each step, and given up."""
    code = seals["paper"]
    case = checked(on_paper("applicant", code))
    for act, was, then in (("certify", "verified", "certified"),
                           ("generate", "certified", "made")):
        back = other_picture(code)
        bench("maker", case, "/step", {"act": act})
        assert request(case, "state, failed") == ("failed", act)
        back()
        bench("maker", case, "/step", {"act": "retry"})
        assert state(case) == was
        at_bench(case, act, then)
    page = bench("maker", case, "/step", {"act": "spoil", "note": "写入出错"})
    assert state(case) == "made", page.plain[:300]
    at_bench(case, "load", "loaded")
    with Policy("P-21", "0d"):
        handed_over(case)
    (serial,) = sql("office", "SELECT serial FROM seal_version WHERE request"
                    " = ?", case)[0]
    client.shift_clock(minutes())
    assert wait_for(lambda: sql(
        "office", "SELECT COUNT(*) FROM request_event WHERE request = ? AND"
        " event = 'remind'", case) == [(1,)])
    decide("approver", case, "close", note="逾期未领")
    assert state(case) == "closed"
    assert query(code)["state"] == "active" and row(code, "s.version") == (1,)
    # T1: "certificate revoked if issued"
    assert sql("keyd", "SELECT ended IS NOT NULL FROM key_cert WHERE serial"
               " = ?", serial) == [(1,)]
    case = checked(on_paper("applicant", code))
    at_bench(case, "certify", "certified")
    back = other_picture(code)
    bench("maker", case, "/step", {"act": "generate"})
    back()
    page = decide("approver", case, "give-up", note="单位不再续期")
    assert state(case) == "closed", page.plain[:300]
    (serial,) = sql("keyd", "SELECT serial FROM key_seal_key WHERE request ="
                    " ?", case)[0]
    assert sql("keyd", "SELECT ended IS NOT NULL FROM key_cert WHERE serial"
               " = ?", serial) == [(1,)]


now = [0.0, 0]


def minutes():
    """Two minutes more than the day the flow stands at."""
    now[1] += 2
    return now[0] + now[1] / 1440


# --- beside others ------------------------------------------------------------------

def lost_meanwhile():
    """T2, S4: a loss is not held up by a renewal, and the renewal waits."""
    code = seals["lost"]
    case = checked(on_paper("applicant", code))
    at_bench(case, "certify", "certified")
    page = post("keeper", "/loss/urgent", seal=code)
    loss = re.search(r"/loss/([0-9a-z]{26})", page.url).group(1)
    assert query(code)["state"] == "lost"
    page = post("maker", f"/issue/{case}/step", act="generate", note="",
                rev="")
    assert page.status == 409 and "已挂失" in page.plain, page.plain[:300]
    assert state(case) == "certified"
    page = post("keeper", "/renew/new", seal=code, reason="papers", note="",
                rev="")
    assert page.status == 400 and "须先解除挂失" in page.plain
    b = person("keeper")
    b.get(f"/loss/{loss}/reason")
    b.submit("/reason", {"reason": "carrier-lost", "next": "wait",
                         "note": ""})
    for item in THREE + ("founding",):
        upload(b, "loss", loss, item)
    page = send(b, "loss", loss)
    assert state(loss) == "submitted", page.plain[:400]
    decide("checker", loss, "verify",
           **{"v_" + i: "ok" for i in THREE + ("founding",)})
    decide("operator", loss, "freeze")
    decide("operator", loss, "release", note="已找回")
    assert query(code)["state"] == "active"
    at_bench(case, "generate", "made")
    at_bench(case, "load", "loaded")
    return case


def cancelled_meanwhile(case):
    """T2: the seal ends, and with it what was to renew it, in keyd too."""
    code = seals["lost"]
    (serial,) = sql("office", "SELECT serial FROM seal_version WHERE request"
                    " = ?", case)[0]
    page = post("keeper", "/cancel/new", seal=code, reason="electronic-ended",
                note="", rev="")
    end = re.search(r"/cancel/([0-9a-z]{26})", page.url).group(1)
    for item in THREE + ("founding",):
        upload(person("keeper"), "cancel", end, item)
    page = send(person("keeper"), "cancel", end)
    assert state(end) == "submitted", page.plain[:400]
    decide("checker", end, "verify",
           **{"v_" + i: "ok" for i in THREE + ("founding",)})
    decide("approver", end, "assent", note="同意")
    decide("operator", end, "revoke")
    assert state(end) == "completed" and state(case) == "closed"
    assert sql("keyd", "SELECT ended IS NOT NULL FROM key_cert WHERE serial"
               " = ?", serial) == [(1,)]
    assert "已终止" in "".join(r[0] for r in sql(
        "office", "SELECT body FROM notice WHERE link = ?",
        f"/renew/{case}"))
    page = post("keeper", "/renew/new", seal=code, reason="papers", note="",
                rev="")
    assert page.status == 400 and "已注销" in page.plain


# --- after the end --------------------------------------------------------------------

def unanswered():
    """T1: a draft nobody touches, and a correction that does not come."""
    code = seals["late"]
    with Policy("P-38", "0d"):
        draft = renew("keeper", code, "papers")
    with Policy("P-20", "0d"):
        case = on_paper("keeper", code)
        decide("checker", case, "return", v_sealed="fault", p_sealed="no-seal",
               v_agent="ok", v_contact="ok")
    client.shift_clock(minutes())
    assert wait_for(lambda: state(draft) == "withdrawn")
    assert wait_for(lambda: state(case) == "closed")


def within_grace(ends):
    """R-093, R-239: over it does not stamp and cannot prove itself; on paper
    it is renewed until P-02 has passed."""
    code = seals["paper"]
    on_day(ends + 5, *JOBS)
    assert query(code)["state"] == "expired"
    lines = told(code, "keeper", "已于")
    assert len(lines) == 1 and "前还可以续期" in lines[0], lines
    case = renew("keeper", code, "self")
    page = send(person("keeper"), "renew", case)
    assert state(case) == "draft" and "不能自助续期" in page.plain, \
        page.plain[:400]
    front("keeper", case, "/withdraw")
    case = checked(on_paper("applicant", code))
    made(case)
    handed_over(case)
    front("keeper", case, "/activate")
    assert state(case) == "completed"
    assert query(code)["state"] == "active"
    # in between it was over
    between = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(
        time.time() + (ends + 2) * 86400))
    assert query(code, at=between)["state"] == "expired"
    then = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(
        time.time() + (ends - 2) * 86400))
    assert query(code, at=then)["state"] == "active"


def too_late(ends):
    """T2, S6: the grace over, it ends and is published; it is not renewed."""
    code = seals["late"]
    on_day(ends + 29, *JOBS)
    assert query(code)["state"] == "expired"
    on_day(ends + 31, *JOBS)
    assert wait_for(lambda: query(code)["state"] == "revoked")
    assert query(seals["self"])["state"] == "active"
    assert query(seals["paper"])["state"] == "active"
    assert sql("office", "SELECT person, statement IS NOT NULL, from_state"
               " FROM seal_event e JOIN seal s ON s.id = e.seal WHERE s.code"
               " = ? AND event = 'lapse'", code) == [(None, 1, "expired")]
    page = Browser().get("/status/notices?q=" + code)
    assert "到期未续" in page.plain, page.plain[:400]
    assert told(code, "keeper", "已注销") and told(code, "applicant",
                                                 "已注销")
    page = post("keeper", "/renew/new", seal=code, reason="papers", note="",
                rev="")
    assert page.status == 400 and "请申领新章" in page.plain
    lines = sql("office", "SELECT COUNT(*) FROM audit WHERE object = ?", code)
    office.stop()
    office.start()
    on_day(ends + 32, *JOBS)
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE object = ?",
               code) == lines, "R-244: once"


# No way of these here: other flows', or as one of their kind.
BEYOND = {
    ("renew", "returned", "save", "returned"),
}


def every_row():
    """All rows of 续期 were walked, and no other; a close for all its kind."""
    wanted = spec(("renew",))
    had = {r for r in seen() if r[0] == "renew"}
    assert not had - wanted, had - wanted
    closed = {r for r in wanted if r[2] == "close" and r[1] != "delivered"}
    assert ("renew", "loaded", "close", "closed") in had
    missing = wanted - had - BEYOND - closed
    assert not missing, sorted(missing)


def main():
    with office:
        if not tap.test("four seals of half a year", some_seals):
            tap.end()
            return
        opens, ends = span(seals["late"])
        tap.test("R-093 it opens on its day and says so before",
                 opens_in_time, opens)
        tap.test("R-096 keeper and unit are reminded, each time once",
                 reminded, opens, ends)
        now[0] = ends - 29
        tap.test("R-095 P-04 who may renew with the seal's key", who_may)
        tap.test("R-094 R-095 R-099 by the keeper alone", by_self)
        tap.test("R-125 the renewed seal stamps and verifies", stamps_on)
        tap.test("R-063 R-095 on paper, and every way back",
                 on_paper_and_back)
        tap.test("T1 A16 fails, is tried again, closed, given up",
                 fails_and_again)
        lost = tap.test("T2 S4 a loss meanwhile is not held up",
                        lost_meanwhile)
        if lost:
            tap.test("T2 S7 an end meanwhile ends the renewal",
                     cancelled_meanwhile, lost)
        tap.test("T1 A0 A2 left alone: closed", unanswered)
        tap.test("R-096 none after it is renewed", no_more_reminders, ends)
        tap.test("R-093 R-202 R-239 after the end, within the grace",
                 within_grace, ends)
        tap.test("T2 S6 R-244 the grace over, it ends once", too_late, ends)
        tap.test("T1 every row of 续期 was walked, and no other", every_row)
        client.shift_clock(0)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


main()
