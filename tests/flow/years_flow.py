#!/usr/bin/env python3
"""What years do to an office.  A seal nobody uses, through a year of the
clock: its keeper is warned, then it is suspended, in keyd too; lost and found
it stays so; only a new application, verified and approved, brings it back;
another is revoked.  And an office whose region's document has ended.
Usage: years_flow.py BUILD; it starts an office of its own.
Rules: R-240 R-241 R-242 R-243 R-244 and the S5 rows of T2."""
import re
import subprocess

from own import build, office
import attack_kit as kit
import client
import steps
from client import Browser, Tap
from policies import Policy, adopt
from steps import (PAPERS, decide, on_day, person, query,
                   seal_of, send, sql, state, token, upload, verified,
                   wait_for, walk)

tap = Tap()
SPAN = 330         # days


def told(code):
    """What the keeper was told, oldest first."""
    return [r[0] for r in sql(
        "office", "SELECT n.body FROM notice n JOIN seal s ON s.keeper ="
        " n.person WHERE n.kind = 'unused' AND s.code = ? AND n.body LIKE"
        " '%' || s.name || '%' ORDER BY n.id", code)]


def seal_state(code):
    return sql("office", "SELECT state FROM seal WHERE code = ?",
               code)[0][0], sql("keyd", "SELECT state FROM key_seal"
                                " WHERE code = ?", code)[0][0]


def on_hold(code):
    return sql("keyd", "SELECT c.reason FROM key_cert c JOIN key_seal s"
               " ON s.serial = c.serial WHERE s.code = ?", code)[0][0] == 6


def post(login, path, **fields):
    b = person(login)
    return b.post(path, dict(fields, csrf=token(b)))


def made():
    """P-08 in days, and under the year a person's certificate lasts; PINs
    that last as long (P-16)."""
    Policy("P-08", "").set(f"{SPAN}d")
    Policy("P-16", "").set("60m")
    return seal_of(walk(verified(seal_name="演示闲置章")))


def warned(seal, code):
    """R-242: at 60, 30 and 7 days, each once, and the day is named."""
    on_day(SPAN - 61, "unused")
    assert told(code) == [] and seal_state(code) == ("active", "active")
    for left, n in ((59, 1), (58, 1), (29, 2), (6, 3), (1, 3)):
        on_day(SPAN - left, "unused")
        assert len(told(code)) == n, (left, told(code))
        assert seal_state(code) == ("active", "active"), left
    lines = told(code)
    assert all("起将停用" in line for line in lines), lines
    day = {re.search(r"，(\d+年\d+月\d+日)起", line).group(1)
           for line in lines}
    assert len(day) == 1, day       # always the same day
    assert sql("office", "SELECT days FROM reminder WHERE subject = ?",
               seal) == [(7,)]


def suspended(seal, code):
    """R-240: a day past P-08 after it was activated it stops: keyd, register,
    public answer, notice, trail; and no use of it is to be had."""
    on_day(SPAN + 1, "unused")
    assert wait_for(lambda: seal_state(code) == ("suspended", "suspended"))
    assert on_hold(code)
    answer = query(code)
    assert answer["state"] == "suspended" and answer["national"] == 1, answer
    assert "已停用" in told(code)[-1] and len(told(code)) == 4
    page = Browser().get("/status/notices?q=" + code)
    assert "停用" in page.plain and code in page.plain, page.plain[:500]
    assert sql("office", "SELECT person, statement IS NOT NULL FROM seal_event"
               " WHERE seal = ? AND event = 'suspend'", seal) == [(None, 1)]
    assert sql("office", "SELECT result FROM audit WHERE action ="
               " 'seal.suspend' AND object = ?", code) == [("ok",)]
    page = person("requester").get("/stamp/new?choose=1")
    card = page.plain[page.plain.find(code):][:200]
    assert "印章已停用" in card, card
    page = person("keeper").get("/account/seals")
    assert "已停用" in page.plain[page.plain.find(code):][:600], page.plain


def done_once(code):
    """R-244: the same day again, and the next, change nothing."""
    lines = sql("office", "SELECT COUNT(*) FROM audit WHERE object = ?", code)
    office.stop()
    office.start()
    on_day(SPAN + 2, "unused")
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE object = ?",
               code) == lines
    assert len(told(code)) == 4


def lost_and_found(code):
    """T2: lost while suspended, and found: suspended as before (R-241)."""
    page = post("keeper", "/loss/urgent", seal=code)
    assert seal_state(code) == ("lost", "frozen"), page.plain[:300]
    case = re.search(r"/loss/([0-9a-z]{26})", page.url).group(1)
    page = decide("operator", case, "release", note="载体已找回")
    assert seal_state(code) == ("suspended", "suspended"), page.plain[:300]
    assert on_hold(code)
    assert query(code)["state"] == "suspended"


def asked_again(code):
    """An application for the suspended seal, with its papers."""
    b = person("keeper")
    page = b.get("/apply/resume?seal=" + code)
    assert f'value="{code}" checked' in page.text, page.plain[:500]
    page = b.submit("/apply/resume/new", {"seal": code, "reason": "odd",
                                          "note": ""})
    assert page.status == 400 and "请从列出的选项中选择" in page.plain
    page = b.submit("/apply/resume/new", {"seal": code, "reason": "seldom",
                                          "note": "每年用章两次"})
    case = re.search(r"/apply/([0-9a-z]{26})", page.url).group(1)
    assert b.get(f"/apply/{case}/answers").status == 404
    page = b.get(f"/apply/{case}/reason")
    assert "每年用章两次" in page.text
    for item in PAPERS:
        upload(b, "apply", case, item)
    send(b, "apply", case)
    assert state(case) == "submitted"
    return case


def again(seal, code):
    """R-241: refused it stays suspended; verified and approved it is active,
    with its code, picture and validity; the next days do not suspend it."""
    kept = sql("office", "SELECT version, keeper, code FROM seal WHERE id = ?",
               seal)
    case = asked_again(code)
    page = post("operator", f"/approve/{case}/decide", act="resume", note="")
    assert page.status in (400, 403, 409), page.status
    page = post("approver", f"/approve/{case}/decide", act="resume", note="")
    assert page.status in (400, 409) and state(case) == "submitted"
    decide("checker", case, "verify", **{"v_" + i: "ok" for i in PAPERS})
    decide("approver", case, "refuse", note="请说明用途")
    assert state(case) == "rejected"
    assert seal_state(code) == ("suspended", "suspended")
    case = asked_again(code)
    decide("checker", case, "verify", **{"v_" + i: "ok" for i in PAPERS})
    page = person("approver").get("/approve")
    assert "待办理重新启用" in page.plain, page.plain[:400]
    page = decide("approver", case, "resume")
    assert state(case) == "completed", page.plain[:400]
    assert seal_state(code) == ("active", "active") and not on_hold(code)
    assert query(code)["state"] == "active"
    assert sql("office", "SELECT version, keeper, code FROM seal WHERE id = ?",
               seal) == kept
    page = Browser().get("/status/notices?q=" + code)
    assert "重新启用" in page.plain, page.plain[:500]
    page = person("keeper").get("/apply/resume")
    assert code not in page.text
    lines = told(code)
    on_day(SPAN + 12, "unused")
    assert seal_state(code) == ("active", "active") and told(code) == lines
    page = person("requester").get("/stamp/new?choose=1")
    card = page.plain[page.plain.find(code):][:40]
    assert "用这枚印章" in card, card


def ended(code):
    """T2: a suspended seal is revoked like any other."""
    code = sql("office", "SELECT code FROM seal WHERE state = 'suspended' AND"
               " code <> ? ORDER BY id LIMIT 1", code)[0][0]
    page = post("keeper", "/cancel/new", seal=code, reason="electronic-ended",
                note="", rev="")
    case = re.search(r"/cancel/([0-9a-z]{26})", page.url).group(1)
    b = person("keeper")
    for item in PAPERS:
        upload(b, "cancel", case, item)
    send(b, "cancel", case)
    decide("checker", case, "verify", **{"v_" + i: "ok" for i in PAPERS})
    decide("approver", case, "assent", note="同意")
    decide("operator", case, "revoke")
    assert state(case) == "completed"
    assert seal_state(code) == ("revoked", "revoked")


def document_over():
    """R-243: the profile's document has ended: administrators are warned, the
    values stay, and the national text is cited instead of its article."""
    page = Browser().get("/verify")
    assert "国办发〔2025〕33号" in page.plain, page.plain[-600:]
    page = person("business").get("/admin")
    assert "改引国家规定" not in page.plain
    adopt("weihai")
    values = sql("office", "SELECT name, value FROM policy ORDER BY name")
    office.stop()
    office.start()
    steps.people.clear()
    for path in ("/admin", "/admin/policies"):
        page = person("business").get(path)
        assert "有效期至2022年7月26日，已经届满" in page.plain and \
            "改引国家规定" in page.plain, (path, page.plain[:600])
    now = sql("office", "SELECT name, value FROM policy ORDER BY name")
    assert now == values and ("P-28", "weihai") in now, now
    page = Browser().get("/verify")
    assert "国办发〔2025〕33号" in page.plain and "第十六条" not in \
        page.plain, page.plain[-600:]
    said = subprocess.run([str(build / "bin" / "jianyin"), "doctor"],
                          capture_output=True, text=True, check=False)
    line = [x for x in said.stdout.splitlines() if "地区方案" in x]
    assert line and "注意" in line[0] and "已经届满" in line[0], said.stdout


def main():
    with office:
        known = tap.test("a seal, and a rule that suspends idle ones", made)
        if known:
            tap.test("R-242 the keeper is warned 60, 30 and 7 days before",
                     warned, *known)
            tap.test("R-240 unused for so long it is suspended", suspended,
                     *known)
            tap.test("R-244 once, also over a restart", done_once, known[1])
            tap.test("T2 S5 lost and found it stays suspended",
                     lost_and_found, known[1])
            tap.test("R-241 a new application, verified and approved, brings "
                     "it back", again, *known)
            tap.test("T2 S5 revoked", ended, known[1])
        client.shift_clock(0)
        tap.test("R-243 a region's document that has ended is not cited, its "
                 "values stay", document_over)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


main()
