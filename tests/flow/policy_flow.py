#!/usr/bin/env python3
"""Changing the rules: proposed by one business administrator, approved by
another, in force on their day, once; refused, withdrawn, proposed anew; own
region profiles; and what was decided keeps the version it was decided by.
Usage: policy_flow.py BUILD; it starts an office of its own.
Rules: R-023 R-027 R-214 R-243 R-244 R-251."""
import os
import re
import subprocess
import time

from own import build, office, second_jobs
import attack_kit as kit
import client
import steps
from client import Browser, Tap, pdf, press, words_of
from policies import Policy, approve, path_of, propose
from steps import (answer, draft, on_day, person, post, sql,
                   wait_for)

tap = Tap()
shift = [0]
RULES = {"P-46": "/admin/policy/P-46", "P-14": "/admin/policy/P-14"}


def day(n):
    """n days after the office's today, as a date field has it."""
    return time.strftime("%Y-%m-%d", time.gmtime(
        time.time() + 8 * 3600 + 86400 * (shift[0] + n)))


def later(days, *jobs):
    shift[0] += days
    on_day(shift[0], *jobs)


def value(rule):
    got = sql("office", "SELECT value FROM policy WHERE name = ?", rule)
    return got[0][0]


def version():
    return sql("office", "SELECT n FROM counter WHERE series ="
               " 'policy.version'")[0][0]


def asked(columns, path):
    return sql("office", f"SELECT {columns} FROM policy_request WHERE id = ?",
               path.rsplit("/", 1)[1])[0]


def state(path):
    return asked("state", path)[0]


def refused(path, words):
    """R-214: the trail has it, with its reason."""
    key = path.rsplit("/", 1)[1]
    rows = sql("office", "SELECT reason FROM audit WHERE object = ? AND result"
               " = 'refused' ORDER BY seq DESC LIMIT 1", key)
    assert rows and words in rows[0][0], (path, rows)


def told(login):
    return [r[0] for r in sql(
        "office", "SELECT n.body FROM notice n JOIN person p ON p.id ="
        " n.person WHERE p.login = ? AND n.kind = 'policy' ORDER BY n.id",
        login)]


def waiting(login):
    """The figure on the front of the administration."""
    page = person(login).get("/admin").plain
    return int(re.search(r"(\d+)\s*待批准的规则", page).group(1))


def one(rule, new, **more):
    return path_of(propose(f"/admin/policy/{rule}", value=new, **more))


# --- one rule -----------------------------------------------------------------

def two_people():
    """R-243: proposed by one it is not in force; the other one approves; then
    it is, as the next version, with both names and the reason."""
    before = version()
    path = one("P-46", "4")
    assert value("P-46") == "5" and version() == before
    assert state(path) == "proposed"
    assert waiting("business2") == 1 and waiting("business") == 0
    assert "叶业务提出修改规则" in told("business2")[-1]
    inbox = person("business2").get("/account/inbox")
    assert path in inbox.text
    page = person("business").get(path)
    assert "等待另一名业务管理员批准" in page.plain
    assert not page.has_form("/approve") and page.has_form("/withdraw")
    page = person("business").get("/admin/policies")
    assert "修改中" in page.plain and path in page.text
    page = person("business2").get(path)
    row = re.search(r"(?s)<tr><td[^>]*>.*?P-46.*?</tr>", page.text).group(0)
    assert ">5<" in row and "<strong>4</strong>" in row, row
    page = approve(path)
    assert "已生效" in page.plain and value("P-46") == "4"
    assert asked("version, state", path) == (before + 1, "applied")
    assert version() == before + 1
    assert page.plain.count("签名有效") == 2, page.plain[-900:]
    assert "批准了第 1 号规则修改，已经生效" in told("business")[-1]
    page = person("business").get("/admin/policy/P-46")
    line = re.search(rf"(?s)<li><p>第 {before + 1} 版.*?</li>",
                     page.text).group(0)
    for words in ("叶业务", "桂规则", "试验各地规定", "提出", "批准", path):
        assert words in line, (words, line)
    done = sql("office", "SELECT action FROM audit WHERE object = ? ORDER BY"
               " seq", path.rsplit("/", 1)[1])
    assert done == [("policy.propose",), ("policy.approve",),
                    ("policy.change",)], done
    page = person("auditor").get("/audit?action=policy.change")
    assert "修改规则" in page.plain and "第 1 号" in page.plain


def not_by_oneself():
    """Nobody approves what is their own, nor refuses it; others do not
    withdraw it; no other role does any of it."""
    path = one("P-46", "6")
    page = post("business", path + "/approve")
    assert page.status == 409 and "不能批准自己提出的修改" in page.plain
    refused(path, "不能批准自己提出的修改")
    page = post("business", path + "/refuse", reason="不要了")
    assert page.status == 409 and "可以撤回" in page.plain
    page = post("business2", path + "/withdraw", reason="不要了")
    assert page.status == 409 and "只有提出人可以撤回" in page.plain
    refused(path, "只有提出人可以撤回")
    page = post("business2", path + "/again", reason="不要了", day="", rev="")
    assert page.status == 409 and "只有提出人" in page.plain
    for login in ("system", "ra-admin", "supervisor", "approver"):
        page = post(login, path + "/approve")
        assert page.status == 403, (login, page.status)
        page = post(login, RULES["P-46"], value="3", reason="试验", rev="1",
                    day="")
        assert page.status == 403, (login, page.status)
    page = person("system").get(path)
    assert page.status == 200 and not page.has_form("/approve")
    assert person("auditor").get(path).status == 403
    assert state(path) == "proposed" and value("P-46") == "4"
    page = post("business2", path + "/refuse", reason="")
    assert page.status == 400 and "请填写" in page.plain, page.plain[:400]
    assert state(path) == "proposed"
    page = person("business2").get(path)
    page = press(person("business2"), path + "/refuse",
                 {"reason": "六次太多"})
    assert state(path) == "refused" and value("P-46") == "4"
    assert "未批准" in page.plain and "六次太多" in page.plain
    assert "没有批准第 2 号规则修改" in told("business")[-1]
    page = post("business2", path + "/approve")
    assert page.status == 409 and state(path) == "refused"
    assert person("business").get(
        "/admin/policy-request/" + "0" * 26).status == 404


def withdrawn():
    path = one("P-46", "6")
    page = post("business", path + "/withdraw", reason="")
    assert page.status == 400 and state(path) == "proposed"
    person("business").get(path)
    press(person("business"), path + "/withdraw", {"reason": "另行研究"})
    assert state(path) == "withdrawn" and value("P-46") == "4"
    assert "撤回了第 3 号规则修改" in told("business2")[-1]
    page = post("business2", path + "/approve")
    assert page.status == 409 and state(path) == "withdrawn"
    assert waiting("business2") == 0


def bad_proposals():
    """What does not fit, is in force, is late, or was read before, is refused
    with what is wrong and what to do, and audited; nothing is made of it."""
    count = "SELECT COUNT(*) FROM policy_request"
    before = sql("office", count)
    b = person("business")

    def proposed(rule="P-46", **fields):
        page = b.get(f"/admin/policy/{rule}")
        return press(b, f"/admin/policy/{rule}",
                     dict({"value": "3", "reason": "试验"}, **fields))
    for fields, words in (
            ({"value": "often"}, "这条规则不能取这个值"),
            ({"value": "4"}, "与现行值相同"),
            ({"value": "6", "day": day(-1)}, "生效日期不能早于今天"),
            ({"value": "6", "day": day(800)}, "最远在两年以内")):
        page = proposed(**fields)
        assert page.status == 400 and words in page.plain, \
            (fields, page.status, page.plain[:500])
        refused("/P-46", words)
    for fields in ({"value": ""}, {"reason": ""}, {"reason": "因"},
                   {"day": "2026-02-30"}, {"value": "x" * 201}):
        page = proposed(**fields)
        assert page.status == 400, (fields, page.status)
    page = proposed(rev="1" if version() != 1 else "0")
    assert page.status == 400 and "新的版本" in page.plain, page.plain[:400]
    refused("/P-46", "新的版本")
    page = proposed("P-28", value="atlantis")
    assert page.status == 400 and "不能取这个值" in page.plain
    assert sql("office", count) == before
    page = b.get("/admin/policy/P-99")
    assert page.status == 404


def stale():
    """Two were proposed against one version: the second can no longer be
    approved; its proposer proposes it anew, what it was ends with that."""
    first, second = one("P-46", "3"), one("P-14", "9")
    approve(first)
    assert value("P-46") == "3"
    page = person("business2").get(second)
    assert not page.has_form("/approve")
    assert "按现行值重新提出" in page.plain, page.plain[:400]
    page = post("business2", second + "/approve")
    assert page.status == 409 and "规则已有新的版本" in page.plain
    refused(second, "规则已有新的版本")
    assert state(second) == "proposed" and value("P-14") == "8"
    b = person("business")
    page = b.get(second)
    assert second + "/again" in page.text
    page = b.get(second + "/again")
    assert "P-14" in page.plain
    page = press(b, second + "/again", {"reason": "仍然需要"})
    third = path_of(page)
    assert third != second and state(second) == "replaced"
    assert asked("replaces, seen", third) == (second.rsplit("/", 1)[1],
                                              version())
    page = b.get(second)
    number = asked("number", third)[0]
    assert f"由第 {number} 号代替" in page.plain
    page = post("business", third + "/again", reason="再来", day="", rev="")
    assert page.status == 409 and "不用重新提出" in page.plain
    page = approve(third)
    assert value("P-14") == "9", page.plain[:300]
    assert page.plain.count("签名有效") == 2


def several():
    """Several rules together: one request, one version, each line kept."""
    b = person("business")
    before = version()
    path = "/admin/policies/change"
    b.get(path)
    page = press(b, path, {"reason": "没有改动"})
    assert page.status == 400 and "没有改动" in page.plain
    b.get(path)
    page = press(b, path, {"P-14": "10", "P-23": "organ pet",
                           "reason": "成套修改"})
    assert page.status == 400 and 'id="e-P-23"' in page.text
    assert 'value="10"' in page.text, "what was typed is kept"
    b.get(path)
    page = press(b, path, {"P-14": "10", "P-46": "5", "P-35": "three",
                           "reason": "成套修改"})
    at = path_of(page)
    assert "等 3 条" in page.plain and "三人" in page.plain
    page = approve(at)
    assert version() == before + 1
    rows = sql("office", "SELECT name, value FROM policy_history WHERE version"
               " = ? ORDER BY name", before + 1)
    assert rows == [("P-14", "10"), ("P-35", "three"), ("P-46", "5")], rows
    Policy("P-35", "").set("two")


# --- decisions keep the version --------------------------------------------------

def versions_kept():
    """Each decision keeps the version it was taken under, before and after a
    change; the request the one it was opened under."""
    case = draft()
    opened = version()
    answer(case)
    Policy("P-20", "").set("29d")
    assert version() == opened + 1
    answer(case, org_address="演示区四号路 6 号")
    got = sql("office", "SELECT event, policy FROM request_event WHERE request"
              " = ? ORDER BY seq", case)
    assert {p for _, p in got} == {opened, opened + 1}, got
    assert got == sorted(got, key=lambda x: x[1]) and \
        got[-1][1] == opened + 1, got
    assert sql("office", "SELECT policy FROM request WHERE id = ?",
               case) == [(opened,)]
    case = draft()
    assert sql("office", "SELECT policy FROM request WHERE id = ?",
               case) == [(opened + 1,)]
    page = person("applicant").get(f"/apply/{case}")
    assert f"规则第 {opened + 1} 版" in page.plain or \
        "办理记录" not in page.plain, page.plain[-600:]


# --- on its day ---------------------------------------------------------------------

def on_its_day():
    """R-244: approved for a day to come it is not in force before; on that
    day it is, once; the trail and both administrators know."""
    before = version()
    path = one("P-46", "4", day=day(2))
    page = person("business2").get(path)
    assert "零点生效" in page.plain
    page = approve(path)
    assert "已批准，待生效" in page.plain and state(path) == "approved"
    assert value("P-46") == "5" and version() == before
    page = person("business").get("/admin/policies")
    assert "修改中" in page.plain and "待生效" in page.plain
    later(1, "policies")
    assert value("P-46") == "5" and state(path) == "approved"
    later(1, "policies")
    assert value("P-46") == "4" and version() == before + 1
    assert asked("state, version", path) == ("applied", before + 1)
    for login in ("business", "business2"):
        assert "到期生效" in told(login)[-1], told(login)[-1]
    assert sql("office", "SELECT person FROM audit WHERE object = ? AND"
               " action = 'policy.change'",
               path.rsplit("/", 1)[1]) == [("",)]
    later(1, "policies")
    assert version() == before + 1
    page = person("business").get(path)
    assert "系统" in page.plain and page.plain.count("签名有效") == 2
    page = post("business", path + "/withdraw", reason="晚了")
    assert page.status == 409 and state(path) == "applied"


def withdrawn_before_its_day():
    path = one("P-46", "3", day=day(1))
    approve(path)
    person("business").get(path)
    press(person("business"), path + "/withdraw", {"reason": "暂缓"})
    assert state(path) == "withdrawn"
    later(2, "policies")
    assert value("P-46") == "4" and state(path) == "withdrawn"


def past_its_day():
    """Left until its day was over it cannot be approved, only proposed anew;
    on that very day it can, and is in force at once."""
    late, today = one("P-46", "3", day=day(1)), one("P-14", "9", day=day(2))
    later(2, "policies")
    page = post("business2", late + "/approve")
    assert page.status == 409 and "生效日期已过" in page.plain
    refused(late, "生效日期已过")
    page = approve(today)
    assert state(today) == "applied" and value("P-14") == "9"
    b = person("business")
    page = b.get(late + "/again")
    assert 'name="day" value=""' in page.text, "a day that is over is dropped"
    page = press(b, late + "/again", {"reason": "立即"})
    approve(path_of(page))
    assert state(late) == "replaced" and value("P-46") == "3"


def lapsed():
    """What a future change was decided upon changed meanwhile: it lapses on
    its day, all administrators are told; changes of other rules do not
    matter."""
    path, other = one("P-46", "4", day=day(1)), one("P-31", "7w", day=day(1))
    approve(path)
    approve(other)
    clash = one("P-46", "5")
    page = person("business2").get(clash)
    number = asked("number", path)[0]
    assert f"第 {number} 号" in page.plain and "失去依据" in page.plain
    approve(clash)
    later(1, "policies")
    assert state(path) == "lapsed" and value("P-46") == "5"
    assert state(other) == "applied" and value("P-31") == "7w"
    assert any("没有生效" in x for x in told("business2")[-2:])
    b = person("business")
    b.get(path + "/again")
    page = press(b, path + "/again", {"reason": "仍然需要"})
    assert state(path) == "replaced"
    approve(path_of(page))
    assert value("P-46") == "4"


def after_downtime():
    """R-244: the office slept over the day; started again, it is in force,
    once, by two processes at the same instant."""
    paths = [one(rule, new, day=day(1)) for rule, new in (
        ("P-14", "8"), ("P-46", "5"), ("P-31", "5w"), ("P-20", "30d"))]
    for path in paths:
        approve(path)
    before = version()
    office.stop()
    shift[0] += 3
    client.shift_clock(shift[0])
    steps.people.clear()
    office.start()
    other = second_jobs()
    try:
        assert wait_for(lambda: all(state(p) == "applied" for p in paths))
        later(0.001, "policies")
        assert other.poll() is None
    finally:
        other.terminate()
        other.wait(20)
    assert version() == before + len(paths)
    assert sql("office", "SELECT COUNT(*) FROM policy_request_event WHERE"
               " event = 'apply' AND request IN (SELECT id FROM"
               " policy_request WHERE version > ?)", before) == [(4,)]
    assert sorted(asked("version", p)[0] for p in paths) == \
        list(range(before + 1, before + 5))


# --- profiles -----------------------------------------------------------------------

OWN = {"name": "qingzhou", "label": "青州", "document": "青州市电子印章管理办法",
       "from": "2026-01-01", "to": "", "article": "第三条", "P-46": "3",
       "P-28": "own", "reason": "本地规定"}
COPY = "/admin/profile/weihai/copy"


def copied(source="weihai", **more):
    b = person("business")
    path = f"/admin/profile/{source}/copy"
    b.get(path)
    return press(b, path, dict(OWN, **more))


def own_profile():
    """R-243: made from one of the house, with its own name, document and
    values; what does not fit is refused beside its field."""
    page = person("business").get("/admin/profiles")
    assert page.text.count(">系统自带<") == 6 and "使用中" in page.plain
    b = person("business")
    form = b.get(COPY).form(COPY)["fields"]
    assert form["P-23"].startswith("organ institution people"), form["P-23"]
    assert form["P-28"] == "weihai" and form["document"] == ""
    assert "P-14" in form and "P-15" not in form, "it has one value alone"
    for field, bad in (("name", "Qing"), ("name", "national"),
                       ("name", "own"), ("label", "青 州"),
                       ("label", "威海"), ("document", "《青州》"),
                       ("article", "第三条；"), ("to", "2025-01-01"),
                       ("P-46", "many"), ("P-28", "atlantis"),
                       ("P-23", "pet")):
        page = copied(**{field: bad})
        assert page.status == 400 and f'id="e-{field}"' in page.text, \
            (field, bad, page.status, page.plain[:300])
    page = copied(article="")
    assert page.status == 400 and 'id="e-P-28"' in page.text
    page = copied(**{"from": "", "to": "2028-01-01"})
    assert page.status == 400 and 'id="e-from"' in page.text
    assert sql("office", "SELECT COUNT(*) FROM policy_profile") == [(0,)]
    refused("/qingzhou", "没有填好")
    page = copied()
    assert page.status == 200 and "青州" in page.plain, page.plain[:500]
    assert page.url.endswith("/admin/profile/qingzhou")
    for words in ("青州市电子印章管理办法", "第三条", "源自“威海”",
                  "在有效期内"):
        assert words in page.plain, words
    page = copied(label="青州二")
    assert page.status == 400 and "已经用了" in page.plain
    refused("/qingzhou", "已经用了")
    page = person("system").get("/admin/profiles")
    assert "青州" in page.plain
    page = post("system", COPY, **dict(OWN, name="other"))
    assert page.status == 403


def changed_while_unused():
    """It can be changed until it is asked for; with an old page it cannot."""
    path = "/admin/profile/qingzhou/edit"
    b = person("business2")
    b.get(path)
    old = person("business")
    old.get(path)
    page = press(b, path, {"P-31": "9w", "reason": "期限"})
    assert page.status == 200 and page.url.endswith("/qingzhou")
    assert sql("office", "SELECT value FROM policy_profile_value WHERE profile"
               " = 'qingzhou' AND rule = 'P-31'") == [("9w",)]
    page = press(old, path, {"P-31": "8w", "reason": "期限"})
    assert page.status == 400 and "被他人修改" in page.plain
    page = person("business").get("/admin/profile/weihai/edit")
    assert page.status == 409 and "不能改" in page.plain


def applied_by_two():
    """The whole of it is asked for and approved like any change; from then
    on it is the one in use, its article is cited, and it stays as it is."""
    b = person("business")
    path = "/admin/profile/qingzhou/apply"
    b.get(path)
    page = press(b, path, {"reason": "采用本地规定", "day": day(-1)})
    assert page.status == 400 and "不能早于今天" in page.plain
    b.get(path)
    page = press(b, path, {"reason": "采用本地规定"})
    at = path_of(page)
    assert "启用地区方案“青州”" in page.plain and "P-46" in page.plain
    before = version()
    page = person("business2").get("/admin/profile/qingzhou/edit")
    assert page.status == 409
    page = post("business", at + "/approve")
    assert page.status == 409
    page = approve(at)
    assert "已生效" in page.plain and version() == before + 1
    assert value("P-46") == "3" and value("P-31") == "9w"
    assert value("P-28") == "qingzhou" and value("P-06") == "revoke"
    rules = dict(sql("office", "SELECT name, value FROM policy"))
    assert rules["P-35"] == "two", "what it does not name is its default"
    page = person("business").get("/admin/profiles")
    row = re.search(r"(?s)<tr>(?:(?!</tr>).)*qingzhou.*?</tr>",
                    page.text).group(0)
    assert "使用中" in row and page.plain.count("使用中") == 1
    page = person("business").get("/admin/policies")
    assert "地区方案：青州" in page.plain
    page = post("business2", "/admin/profile/qingzhou/edit",
                **dict(OWN, rev="9"))
    assert page.status == 409
    refused("/qingzhou", "不能改")
    page = copied("qingzhou", name="qingzhou-2", label="青州二",
                  document="青州市新办法")
    assert page.status == 200 and "源自“青州”" in page.plain
    page = person("business").get("/admin/policy/P-28")
    assert "青州" in page.plain and "青州二" not in page.plain


def stamped():
    """A document sealed by the demonstration's people: its use and bytes."""
    seal, = sql("office", "SELECT id FROM seal WHERE state = 'active' AND"
                " unit = (SELECT g.unit FROM role_grant g JOIN person p ON"
                " p.id = g.person WHERE p.login = 'requester') LIMIT 1")[0]
    q, v = person("requester"), person("reviewer")
    q.get(f"/stamp/new?seal={seal}")
    page = q.submit("/stamp/new", {
        "seal": seal, "title": "青州的通知", "class": "official",
        "purpose": "发文", "secret": "open"},
        {"file": ("a.pdf", pdf(), "application/pdf")})
    base = page.url[:-len("/place")]
    q.get(base + "/check")
    press(q, "/submit")
    v.get(base)
    v.submit("/take")
    press(v, "/review", {"decision": "agree", "note": ""})
    q.get(base)
    page = press(q, "/stamp")
    assert "已盖章" in page.plain, page.plain[:500]
    return base.rsplit("/", 1)[1], q.get(base + "/stamped").body


def cited_in_force():
    """R-243: pages cite its article while it is in force, the national text
    afterwards, and administrators and doctor are told."""
    office.stop()
    office.start()
    steps.people.clear()
    page = Browser().get("/verify")
    assert "青州市电子印章管理办法》第三条" in page.plain and \
        "视同复印件" in page.plain, page.plain[-500:]
    page = person("business").get("/admin")
    assert "改引国家规定" not in page.plain
    use, data = stamped()
    assert "（青州规定第三条）" in words_of(data), words_of(data)
    assert set(sql("office", "SELECT policy FROM use_event WHERE use_request ="
                   " ?", use)) == {(version(),)}
    b = person("business")
    b.get("/admin/profile/qingzhou-2/edit")
    page = press(b, "/admin/profile/qingzhou-2/edit",
                 {"to": day(1), "reason": "有期限"})
    assert page.status == 200, page.plain[:400]
    b.get("/admin/profile/qingzhou-2/apply")
    page = press(b, "/admin/profile/qingzhou-2/apply",
                 {"reason": "新办法施行", "day": day(1)})
    at = path_of(page)
    approve(at)
    later(1, "policies")
    assert state(at) == "applied" and value("P-28") == "qingzhou-2"
    later(1, "policies")
    office.stop()
    office.start()
    steps.people.clear()
    for path in ("/admin", "/admin/policies"):
        page = person("business").get(path)
        assert "青州市新办法" in page.plain and "已经届满" in page.plain and \
            "改引国家规定" in page.plain, (path, page.plain[:500])
    page = Browser().get("/verify")
    assert "青州" not in page.plain and "国办发〔2025〕33号" in page.plain
    said = subprocess.run([str(build / "bin" / "jianyin"), "doctor"],
                          capture_output=True, text=True, check=False)
    line = [x for x in said.stdout.splitlines() if "地区方案" in x]
    assert line and "注意" in line[0] and "青州市新办法" in line[0], \
        said.stdout
    page = person("business").get("/admin/profile/national/apply")
    page = press(person("business"), "/admin/profile/national/apply",
                 {"reason": "改用国家规定"})
    approve(path_of(page))
    assert value("P-28") == "national" and value("P-46") == "5"


def a_profile_that_was_overtaken():
    """A whole profile is approved over all rules: any change since makes it
    lapse on its day."""
    b = person("business")
    b.get("/admin/profile/ldt/apply")
    page = press(b, "/admin/profile/ldt/apply",
                 {"reason": "试用", "day": day(1)})
    at = path_of(page)
    approve(at)
    Policy("P-31", "").set("6w")
    later(1, "policies")
    assert state(at) == "lapsed" and value("P-28") == "national"


def all_listed():
    """Every request with who, when and what became of it."""
    page = person("system").get("/admin/policy-requests")
    n = sql("office", "SELECT COUNT(*) FROM policy_request")[0][0]
    assert len(page.links("/admin/policy-request/")) == min(n, 50)
    for words in ("叶业务", "桂规则", "已生效", "未批准", "已撤回",
                  "已重新提出", "已失效"):
        assert words in page.plain, words
    page = person("system").get("/admin/policy-requests?before=2")
    assert len(page.links("/admin/policy-request/")) == 1
    assert person("system").get("/admin/policy-requests?before=x").status \
        == 400
    assert person("checker").get("/admin/policy-requests").status == 403
    listed = os.path.join(client.VAR, "demo", "accounts.txt")
    with open(listed, encoding="utf-8") as f:
        text = f.read()
    assert "business2" in text and "批准" in text


def main():
    with office:
        for name, function in (
                ("R-243 one proposes, another approves", two_people),
                ("R-023 not by oneself, nor by others", not_by_oneself),
                ("a proposal is withdrawn", withdrawn),
                ("R-214 what cannot be proposed", bad_proposals),
                ("overtaken by another change", stale),
                ("several rules together", several),
                ("decisions keep the version they were taken under",
                 versions_kept),
                ("R-244 in force on its day", on_its_day),
                ("withdrawn before its day", withdrawn_before_its_day),
                ("approved on its day, not after it", past_its_day),
                ("R-244 what it was decided upon changed", lapsed),
                ("R-244 after downtime, by two processes, once",
                 after_downtime),
                ("R-243 an own profile is made", own_profile),
                ("R-243 it is changed while nobody uses it",
                 changed_while_unused),
                ("R-243 it is applied like any change", applied_by_two),
                ("R-243 cited while it is in force", cited_in_force),
                ("R-244 a whole profile that was overtaken",
                 a_profile_that_was_overtaken),
                ("R-214 all of them are listed", all_listed)):
            tap.test(name, function)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


main()
