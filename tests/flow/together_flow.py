#!/usr/bin/env python3
"""一并办理: several cases of one business and step decided in one go, each on
its own; and what does not go together.  Usage: together_flow.py BUILD."""
import os
import re
import signal
import time

from own import build, office
import attack_kit as kit
import client
from client import Tap
from steps import (STEPS, UNIT, decide, person, post, request, sql, state,
                   token, verified, wait_for, walk)


def three():
    return [walk(verified(seal_name=UNIT + name), "enter")
            for name in ("合同专用章", "档案专用章", "证明专用章")]


def together(login, *cases):
    query = "&".join("case=" + c for c in cases)
    return person(login).get("/approve/together?" + query)


def fields(page):
    return re.findall(r'name="case" value="([^"]+)"', page.text)


def picks():
    """R-026: the table offers it to the approver, where all rows are of one
    business and step, and to nobody else."""
    page = person("approver").get("/approve/list?tab=approve")
    assert page.text.count('class="pick"') == len(cases), page.plain
    assert " checked" not in page.text
    page = person("approver").get("/approve/list?tab=approve&picked=1")
    assert page.text.count(" checked") == len(cases)
    for tab in ("check", "all", "done"):
        page = person("approver").get("/approve/list?tab=" + tab)
        assert 'class="pick"' not in page.text, tab
    page = person("checker").get("/approve/list?tab=approve")
    assert 'class="pick"' not in page.text


def looked_at():
    page = together("approver", *cases, waiting)
    assert page.status == 200, page.status
    assert [f.split(".")[0] for f in fields(page)] == cases, fields(page)
    assert "同意这 3 件" in page.plain
    assert "所处的步骤与其他所选办件不同" in page.plain
    assert page.text.count("/imprint") == 3
    # the same twice is once
    assert len(fields(together("approver", cases[0], cases[0]))) == 1
    # nobody's step: said, nothing to press
    page = together("approver", waiting)
    assert "现在都不能一并办理" in page.plain and not fields(page)
    page = together("checker", *cases)
    assert not fields(page) and "不能由您一并办理" in page.plain


def bad_asks():
    for query in ("", "?case=", "?case=short", "?other=1"):
        page = person("approver").get("/approve/together" + query)
        assert page.status == 400 and "勾选" in page.plain, query
    many = [f"{i:026d}" for i in range(21)]
    page = together("approver", *many)
    assert page.status == 400 and "一次最多办理 20 件" in page.plain
    assert together("approver", "0" * 26).status == 404
    assert together("applicant", cases[0]).status == 403
    # another's case among them: none is decided
    b = person("approver")
    page = b.post("/approve/together", [
        ("csrf", token(b)), ("act", "approve"),
        ("case", cases[0]), ("case", "0" * 26)])
    assert page.status == 404 and state(cases[0]) == "entered"
    for act in ("", "reject", "revoke", "nothing"):
        page = post("approver", "/approve/together", act=act, case=cases[0])
        assert page.status == 400, (act, page.status)
        assert state(cases[0]) == "entered"


def decided():
    """R-026 R-027: one of three was decided meanwhile; the others are done, each
    signed and audited, and the third says why."""
    b = person("approver")
    page = together("approver", *cases)
    values = fields(page)
    decide("approver", cases[1], "send-back", note="种类有误")
    assert state(cases[1]) == "confirmed", state(cases[1])
    page = b.post("/approve/together", [("csrf", token(b)),
                  ("act", "approve"), ("note", "材料齐全")] +
                  [("case", v) for v in values])
    assert page.status == 200, page.plain[:300]
    assert "办好 2 件，1 件没有办成" in page.plain, page.plain[:500]
    assert "刚刚被他人办理" in page.plain
    assert [state(c) for c in cases] == ["approved", "confirmed", "approved"]
    for case in (cases[0], cases[2]):
        (note, statement), = sql(
            "office", "SELECT note, statement FROM request_event WHERE"
            " request = ? AND event = 'approve'", case)
        assert note == "材料齐全" and statement
        number = request(case, "number")[0]
        assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
                   " 'request.approve' AND object = ? AND result = 'ok'",
                   number) == [(1,)], number
        page = b.get(f"/approve/{case}")
        assert "tag-good" in page.text and "tag-bad" not in page.text
    number = request(cases[1], "number")[0]
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
               " 'request.approve' AND object = ? AND result <> 'ok'",
               number) == [(1,)]


def again():
    """The page is sent a second time: nothing is done twice."""
    b = person("approver")
    before = sql("office", "SELECT COUNT(*) FROM request_event")
    page = b.post("/approve/together", [
        ("csrf", token(b)), ("act", "approve"),
        ("case", cases[0] + ".1"), ("case", cases[2])])
    assert "办好 0 件，2 件没有办成" in page.plain, page.plain[:300]
    assert sql("office", "SELECT COUNT(*) FROM request_event") == before


def keyd_anew():
    """Nobody's key is open any more."""
    def those():
        return {pid for pid, name in kit.processes(
            office.data, build / "bin").items() if name == "keyd"}
    old = those()
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    assert old and wait_for(lambda: those() - old)
    time.sleep(0.5)


def locked():
    """The PIN is asked for once, before the first, and nothing is lost."""
    b = person("approver")
    for case in cases[1:2] + [waiting]:
        again_entered(case)
    keyd_anew()
    page = b.post("/approve/together", [
        ("csrf", token(b)), ("act", "approve"), ("note", "再核"),
        ("case", cases[1]), ("case", waiting)])
    assert "请输入口令" in page.plain, page.plain[:300]
    assert state(cases[1]) == state(waiting) == "entered"
    page = b.post("/approve/together", [
        *((n, v) for n, v in hidden(page)), ("pin", "wrong2026")])
    assert "还可以再试" in page.plain and state(waiting) == "entered"
    page = b.post("/approve/together", [
        *((n, v) for n, v in hidden(page)), ("pin", client.PIN)])
    assert "2 件全部办好" in page.plain, page.plain[:300]
    assert state(cases[1]) == state(waiting) == "approved"
    assert sql("office", "SELECT COUNT(*) FROM request_event WHERE note ="
               " '再核' AND event = 'approve'") == [(2,)]


def hidden(page):
    return re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"',
                      page.text)


def again_entered(case):
    """From wherever it is on to the approver."""
    names = [s[0] for s in STEPS]
    then = {"verified": "picture", "image": "confirm", "confirmed": "enter"}
    for name, take, _ in STEPS[names.index(then[state(case)]):]:
        take(case)
        if name == "enter":
            break
    assert state(case) == "entered", state(case)


tap = Tap()
with office:
    cases = tap.test("R-026 three cases come to the approver", three)
    if cases:
        waiting = tap.test("and one is not there yet", lambda: verified(
            seal_name=UNIT + "财务专用章"))
        tap.test("R-026 the table offers it where it may be done", picks)
        tap.test("R-026 looked at first; what does not fit says why",
                 looked_at)
        tap.test("bad asks decide nothing", bad_asks)
        tap.test("R-026 R-027 each signed, each with its own result",
                 decided)
        tap.test("sent again: nothing is done twice", again)
        tap.test("the key is locked: the PIN once, nothing lost",
                 locked)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
tap.end()
