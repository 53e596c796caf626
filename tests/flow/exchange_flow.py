#!/usr/bin/env python3
"""变更 and 更换: a seal ends, and a linked 申领 brings the new one, the old one
ended before it or with it; every way back; and what else was under way about
a seal that ends.  Then what the desk sees of so many seals: its ledger, its
figures, the public lists.
Usage: exchange_flow.py BUILD; it starts an office of its own.
Rules: R-009 R-063 R-080 R-081 R-082 R-083 R-084 R-097 R-098 R-206 R-217, P-24
P-30 P-37, the T1 rows of 变更 and 更换."""
import csv
import re

from own import office
import attack_kit as kit
import client
import steps
from client import Browser, Tap, press
from policies import Policy
from steps import (PAPERS, answer, at_front, decide, person,
                   post, query, request, seal_of, send, sql, state,
                   upload, verified, wait_for, walk)
from table_rows import seen, spec

tap = Tap()
OK = {"v_" + item: "ok" for item in PAPERS}
minutes = [0]


def next_minute():
    minutes[0] += 2
    client.shift_clock(minutes[0] / 1440)


def key_state(code):
    return sql("keyd", "SELECT s.state, c.reason FROM key_seal s JOIN"
               " key_cert c ON c.serial = s.serial WHERE s.code = ?",
               code)[0]


def a_seal(name):
    return seal_of(walk(verified(seal_name=steps.UNIT + name)))[1]


def opened(business, code, reason, note="", login="applicant"):
    page = post(login, f"/{business}/new", seal=code, reason=reason,
                note=note, rev="")
    found = re.search(rf"/{business}/([0-9a-z]{{26}})", page.url)
    assert found, page.plain[:500]
    return found.group(1)


def handed_in(business, code, reason, note=""):
    case = opened(business, code, reason, note)
    for item in PAPERS:
        upload(person("applicant"), business, case, item)
    page = send(person("applicant"), business, case)
    assert state(case) == "submitted", page.plain[:400]
    return case


def checked(business, code, reason, note=""):
    case = handed_in(business, code, reason, note)
    decide("checker", case, "verify", **OK)
    assert state(case) == "verified"
    return case


def child_of(case):
    return sql("office", "SELECT id, state, number FROM request WHERE parent ="
               " ? ORDER BY created DESC LIMIT 1", case)[0]


def issued(child, **answers):
    """The linked application, as far as it needs: its papers are there."""
    page = answer(child, **answers)
    assert page.status == 200, page.plain[:400]
    kept = {r[0] for r in sql("office", "SELECT item FROM material WHERE"
                              " request = ? AND live = 1", child)}
    for item in set(PAPERS) - kept:
        upload(person("applicant"), "apply", child, item)
    page = send(person("applicant"), "apply", child)
    assert state(child) == "submitted", page.plain[:500]
    decide("checker", child, "verify", **OK)
    assert state(child) == "verified"
    return child


# --- 更换, the old one first ---------------------------------------------------

def replaced_before():
    """R-097, P-30 "before": ended, then the new one, linked both ways."""
    code = a_seal("更换章")
    case = opened("replace", code, "carrier-damaged")
    page = person("applicant").get(f"/replace/{case}")
    assert "填写更换原因" in page.plain and "上传材料" in page.plain
    b = person("applicant")
    for item in PAPERS[:3]:
        upload(b, "replace", case, item)
    page = send(b, "replace", case)
    assert state(case) == "draft" and "单位成立文件" in page.plain, "R-063"
    upload(b, "replace", case, PAPERS[3])
    send(b, "replace", case)
    # nothing ends before the papers are verified
    page = post("operator", f"/approve/{case}/decide", act="revoke", note="")
    assert page.status in (400, 409) and query(code)["state"] == "active"
    decide("checker", case, "verify", **OK)
    page = person("operator").get("/approve")
    assert "待办理更换" in page.plain, page.plain[:400]
    page = decide("operator", case, "revoke")
    assert state(case) == "verified", "P-07: not without an approver's word"
    page = post("operator", f"/approve/{case}/decide", act="open-child",
                note="")
    assert page.status in (400, 409) and state(case) == "verified", "P-30"
    decide("approver", case, "assent", note="同意")
    decide("operator", case, "revoke")
    assert state(case) == "old-handled"
    assert query(code)["state"] == "revoked"
    assert key_state(code) == ("revoked", 4), "R-097: superseded"
    assert sql("office", "SELECT reason FROM seal_event e JOIN seal s ON s.id"
               " = e.seal WHERE s.code = ? AND event = 'revoke'",
               code) == [("carrier-damaged",)]
    assert sql("office", "SELECT c.state FROM carrier c JOIN seal s ON s.id ="
               " c.seal WHERE s.code = ?", code) == [("damaged",)]
    child, at, number = child_of(case)
    assert at == "draft"
    page = person("applicant").get(f"/replace/{case}")
    assert number in page.plain, "R-082: linked both ways"
    page = person("applicant").get(f"/apply/{child}")
    assert request(case, "number")[0] in page.plain
    # P-37 simplified: its checked papers are there, but the numbers are not
    assert {r[0] for r in sql("office", "SELECT item FROM material WHERE"
                              " request = ? AND live = 1", child)} == \
        set(PAPERS)
    walk(issued(child, seal_name=steps.UNIT + "更换章"))
    assert state(case) == "completed" and state(child) == "completed"
    new = seal_of(child)[1]
    assert query(new)["state"] == "active" and new != code
    assert query(code)["state"] == "revoked"
    assert sql("office", "SELECT o.code FROM seal s JOIN seal o ON o.id ="
               " s.replaces WHERE s.code = ?", new) == [(code,)]
    return new


# --- 变更, the old one with the new one ------------------------------------------

def changed_at_activation():
    """R-082, R-098, P-30 "activation": the old one stamps until the new one
    is on, and then ends in the same step."""
    code = a_seal("变更章")
    page = post("applicant", "/change/new", seal=code, reason="other",
                note="", rev="")
    assert page.status == 400 and "请写明原因" in page.plain, "R-081"
    for reason in ("unit", "name", "legal", "person", "code", "damaged",
                   "physical"):
        case = opened("change", code, reason)
        at = person("applicant")
        at.get(f"/change/{case}")
        press(at, "/withdraw")
        assert state(case) == "withdrawn", reason
    page = post("applicant", "/change/new", seal=code, reason="elsewhere",
                note="", rev="")
    assert page.status == 400
    with Policy("P-30", "activation"):
        case = checked("change", code, "other", "字体与实物印章不一致")
        decide("approver", case, "assent", note="同意")
        decide("operator", case, "revoke")
        assert state(case) == "verified" and query(code)["state"] == "active"
        decide("operator", case, "open-child")
        assert state(case) == "old-handled"
    assert query(code)["state"] == "active", "it stays until then"
    child, _, _ = child_of(case)
    walk(issued(child, seal_name=steps.UNIT + "变更后的章"), "deliver")
    assert query(code)["state"] == "active"
    at_front("keeper", child, "/activate")
    assert state(child) == "completed" and state(case) == "completed"
    assert query(code)["state"] == "revoked"
    assert key_state(code) == ("revoked", 4)
    assert query(seal_of(child)[1])["state"] == "active"


def code_changes_late():
    """R-083: of a changed credit code the old seal stays valid meanwhile,
    whatever P-30 says; the child refused, the change is closed."""
    code = a_seal("代码章")
    case = checked("change", code, "code")
    page = post("operator", f"/approve/{case}/decide", act="revoke", note="")
    assert page.status in (400, 409) and state(case) == "verified"
    decide("operator", case, "open-child")
    assert state(case) == "old-handled" and query(code)["state"] == "active"
    child, _, _ = child_of(case)
    # withdrawn, the applicant may have another
    at_front("applicant", child, "/withdraw")
    assert state(child) == "withdrawn" and state(case) == "old-handled"
    decide("operator", case, "open-child")
    other, _, _ = child_of(case)
    assert other != child
    page = post("operator", f"/approve/{case}/decide", act="open-child",
                note="")
    assert page.status in (400, 409), "two at once"
    issued_until(other)
    decide("checker", other, "reject", note="材料不实")
    assert state(other) == "rejected" and state(case) == "closed"
    assert query(code)["state"] == "active"
    return code


def issued_until(child):
    page = answer(child, seal_name=steps.UNIT + "代码章二")
    assert page.status == 200, page.plain[:300]
    send(person("applicant"), "apply", child)
    assert state(child) == "submitted"


# --- every way back -----------------------------------------------------------------

def and_back(code):
    """Both tables: returned, corrected, refused, left alone, withdrawn."""
    for business, reason in (("change", "name"),
                             ("replace", "carrier-damaged")):
        b = person("applicant")
        case = handed_in(business, code, reason)
        decide("checker", case, "return", v_sealed="fault",
               p_sealed="no-seal", v_agent="ok", v_contact="ok",
               v_founding="ok")
        assert state(case) == "returned"
        upload(b, business, case, "sealed")
        send(b, business, case)
        assert state(case) == "submitted"
        decide("checker", case, "reject", note="不是本单位的印章")
        assert state(case) == "rejected"
        case = opened(business, code, reason)
        b.get(f"/{business}/{case}")
        press(b, "/withdraw")
        assert state(case) == "withdrawn"
        case = checked(business, code, reason)
        decide("approver", case, "refuse", note="没有必要")
        assert state(case) == "rejected"
        case = handed_in(business, code, reason)
        b.get(f"/{business}/{case}")
        press(b, "/withdraw")
        assert state(case) == "withdrawn"
        with Policy("P-38", "0d"):
            draft = opened(business, code, reason)
        with Policy("P-20", "0d"):
            case = handed_in(business, code, reason)
            decide("checker", case, "return", v_sealed="fault",
                   p_sealed="no-seal", v_agent="ok", v_contact="ok",
                   v_founding="ok")
        next_minute()
        assert wait_for(lambda: state(draft) == "withdrawn")
        assert wait_for(lambda: state(case) == "closed")
        case = handed_in(business, code, reason)
        decide("checker", case, "return", v_sealed="fault",
               p_sealed="no-seal", v_agent="ok", v_contact="ok",
               v_founding="ok")
        b.get(f"/{business}/{case}")
        press(b, "/withdraw")
        assert state(case) == "withdrawn"
    assert query(code)["state"] == "active"


def the_rest_of_both(code):
    """The other half of P-30 for each of them."""
    case = checked("change", code, "name")
    # two at once about one seal
    page = post("applicant", "/replace/new", seal=code,
                reason="carrier-obsolete", note="", rev="")
    other = re.search(r"/replace/([0-9a-z]{26})", page.url).group(1)
    for item in PAPERS:
        upload(person("applicant"), "replace", other, item)
    page = send(person("applicant"), "replace", other)
    assert state(other) == "draft" and "已有在办的申请" in page.plain
    decide("approver", case, "assent", note="同意")
    decide("operator", case, "revoke")
    assert state(case) == "old-handled" and state(other) == "closed", \
        "what else was about the seal ends with it"
    assert key_state(code) == ("revoked", 3), "affiliation changed"
    child, _, _ = child_of(case)
    issued(child, seal_name=steps.UNIT + "代码章三")
    walk(child, "enter")
    decide("approver", child, "refuse", note="名称不符")
    assert state(child) == "rejected" and state(case) == "closed"
    code = a_seal("更换章二")
    with Policy("P-30", "activation"):
        case = checked("replace", code, "carrier-unreadable")
        decide("operator", case, "open-child")
    assert state(case) == "old-handled"
    child, _, _ = child_of(case)
    at_front("applicant", child, "/withdraw")
    decide("operator", case, "open-child")
    child, _, _ = child_of(case)
    issued(child, seal_name=steps.UNIT + "更换章二")
    decide("checker", child, "reject", note="材料不实") \
        if state(child) == "submitted" else walk(child, "enter")
    if state(child) == "entered":
        decide("approver", child, "refuse", note="名称不符")
    assert state(case) == "closed" and query(code)["state"] == "active"
    return code


def full_papers(code):
    """P-37 "full": the linked application brings all papers anew."""
    with Policy("P-37", "full"), Policy("P-30", "activation"):
        case = checked("replace", code, "carrier-damaged")
        decide("operator", case, "open-child")
    child, _, _ = child_of(case)
    assert sql("office", "SELECT COUNT(*) FROM material WHERE request = ?",
               child) == [(0,)]
    return case, code, child


def lost_meanwhile(case, code, child):
    """A loss does not wait for it; the new one on, all about the old ends."""
    page = post("keeper", "/loss/urgent", seal=code)
    loss = re.search(r"/loss/([0-9a-z]{26})", page.url).group(1)
    assert query(code)["state"] == "lost"
    page = post("applicant", "/replace/new", seal=code,
                reason="carrier-damaged", note="", rev="")
    assert page.status == 400 and "已挂失" in page.plain
    walk(issued(child, seal_name=steps.UNIT + "更换章二"))
    assert state(case) == "completed"
    assert query(code)["state"] == "revoked"
    assert state(loss) == "closed", state(loss)
    assert query(seal_of(child)[1])["state"] == "active"


def master_data_differ():
    """R-083: the credit code changes in the register: who keeps one of the
    unit's seals has a task, the seals say so, and none is renewed as it was."""
    (unit,) = sql("office", "SELECT id FROM unit WHERE name = ?",
                  steps.UNIT)[0]
    code = sql("office", "SELECT code FROM seal WHERE unit = ? AND state ="
               " 'active' ORDER BY id DESC LIMIT 1", unit)[0][0]
    page = person("keeper").get("/account/seals")
    assert "已经变更，请办理" not in page.plain
    b = person("business")
    b.get(f"/admin/unit/{unit}/edit")
    page = press(b, "/edit", {"code": "12990102MB70549X77",
                              "reason": "换发证照"})
    assert sql("office", "SELECT code FROM unit WHERE id = ?", unit) == \
        [("12990102MB70549X77",)], page.plain[:500]
    page = person("keeper").get("/account/seals")
    assert "已经变更，请办理变更" in page.plain.replace(" ", "")
    told = sql("office", "SELECT link FROM notice n JOIN person p ON p.id ="
               " n.person WHERE p.login = 'keeper' AND n.kind = 'task' AND"
               " body LIKE '%需要办理变更%'")
    assert (f"/change?seal={code}",) in told, told
    page = person("keeper").get(f"/change?seal={code}")
    assert f'value="{code}" checked' in page.text
    with Policy("P-01", "36m"):
        page = post("keeper", "/renew/new", seal=code, reason="papers",
                    note="", rev="")
        case = re.search(r"/renew/([0-9a-z]{26})", page.url).group(1)
        for item in PAPERS[:3]:
            upload(person("keeper"), "renew", case, item)
        page = send(person("keeper"), "renew", case)
        assert state(case) == "draft" and "请办理变更" in page.plain


def contact_only():
    """R-083: e-mail, telephone and address change in the register alone:
    verified by the desk, signed by the operator, no certificate, no new seal,
    and no task for who keeps one."""
    (unit,) = sql("office", "SELECT id FROM unit WHERE name = ?",
                  steps.UNIT)[0]
    code = a_seal("联系章")
    columns = "address, phone, email, name, code"

    def unit_row():
        return sql("office", f"SELECT {columns} FROM unit WHERE id = ?",
                   unit)[0]
    before = unit_row()
    seals = sql("office", "SELECT s.code, s.state, s.version, v.serial FROM"
                " seal s JOIN seal_version v ON v.seal = s.id ORDER BY"
                " s.code, v.version")
    certs = sql("keyd", "SELECT COUNT(*) FROM key_cert")
    tasks = "SELECT COUNT(*) FROM notice WHERE body LIKE '%需要办理变更%'"
    told = sql("office", tasks)
    page = post("applicant", "/change/new", seal=code, reason="contact",
                note="", rev="")
    assert page.url.endswith("/reason"), page.url
    case = re.search(r"/change/([0-9a-z]{26})", page.url).group(1)
    b = person("applicant")
    assert page.form("/reason")["fields"]["phone"] == before[1]
    page = b.get(f"/change/{case}")
    assert "需要填写或修改" in page.plain, page.plain[:500]
    for item in PAPERS:
        upload(b, "change", case, item)
    page = send(b, "change", case)
    assert state(case) == "draft", "nothing would change"

    def said(**more):
        b.get(f"/change/{case}/reason")
        return b.submit("/reason", more)
    for email in ("nobody", "a@b", "a b@c.cn", "a@c..cn"):
        page = said(email=email)
        assert page.status == 400 and 'id="e-email"' in page.text, email
    page = said(phone="1" * 41)
    assert page.status == 400 and 'id="e-phone"' in page.text
    said(reason="name", email="office@qingquan.example.cn")
    assert sql("office", "SELECT org_phone, org_email FROM application WHERE"
               " request = ?", case) == [("", "")], "of no other reason"
    page = said(reason="contact", phone="0990-1234567",
                email="office@qingquan.example.cn",
                address="演示区九号路 9 号")
    assert page.status == 200, page.plain[:400]
    page = b.get(f"/change/{case}/check")
    for words in ("0990-1234567", "office@qingquan.example.cn",
                  "演示区九号路 9 号"):
        assert words in page.plain, words
    send(b, "change", case)
    assert state(case) == "submitted"
    # not before the desk has verified it, and not by another
    for login in ("operator", "checker", "approver", "applicant"):
        page = post(login, f"/approve/{case}/decide", act="register",
                    note="")
        assert page.status in (400, 403, 409), (login, page.status)
    assert unit_row() == before and state(case) == "submitted"
    decide("checker", case, "verify", **OK)
    for login, act in (("approver", "assent"), ("operator", "revoke"),
                       ("operator", "open-child"), ("checker", "register"),
                       ("approver", "register")):
        page = post(login, f"/approve/{case}/decide", act=act, note="")
        assert page.status in (400, 403, 409), (login, act, page.status)
        assert state(case) == "verified"
    page = decide("operator", case, "register")
    assert state(case) == "completed", page.plain[:400]
    assert unit_row() == ("演示区九号路 9 号", "0990-1234567",
                          "office@qingquan.example.cn") + before[3:]
    assert sql("office", "SELECT s.code, s.state, s.version, v.serial FROM"
               " seal s JOIN seal_version v ON v.seal = s.id ORDER BY"
               " s.code, v.version") == seals
    assert sql("keyd", "SELECT COUNT(*) FROM key_cert") == certs
    assert sql("office", tasks) == told
    assert sql("office", "SELECT COUNT(*) FROM request WHERE parent = ?",
               case) == [(0,)]
    assert query(code)["state"] == "active"
    assert sql("office", "SELECT COUNT(*) FROM statement WHERE subject = ? AND"
               " action = 'request.register'", case) == [(1,)]
    page = person("operator").get(f"/approve/{case}")
    assert "签名有效" in page.plain and "签名无效" not in page.plain
    page = person("business").get(f"/admin/unit/{unit}")
    assert "office@qingquan.example.cn" in page.plain
    # the same again changes nothing, and cannot be handed in
    page = post("applicant", "/change/new", seal=code, reason="contact",
                note="", rev="")
    again = re.search(r"/change/([0-9a-z]{26})", page.url).group(1)
    for item in PAPERS:
        upload(b, "change", again, item)
    send(b, "change", again)
    assert state(again) == "draft"
    b.get(f"/change/{again}")
    press(b, "/withdraw")
    # a signed answer that was changed afterwards shows
    steps.write("store/office.db", "UPDATE application SET org_email ="
                " 'x@example.cn' WHERE request = ?", case)
    page = person("operator").get(f"/approve/{case}")
    assert "签名无效" in page.plain, "R-027"
    steps.write("store/office.db", "UPDATE application SET org_email ="
                " 'office@qingquan.example.cn' WHERE request = ?", case)


def ledger():
    """The desk's ledger: tabs, search, page, the same rows as a file; a
    seal's timeline and the chain it stands in (R-082, R-009)."""
    b = person("checker")
    page = b.get("/approve")
    assert "印章台账" in page.plain
    page = b.get("/approve/seals?tab=revoked")
    ended = sql("office", "SELECT s.id, s.code FROM seal s JOIN seal o ON"
                " o.replaces = s.id WHERE s.state = 'revoked' ORDER BY s.id"
                " LIMIT 1")[0]
    shown = {c for (c,) in sql("office", "SELECT code FROM seal WHERE state ="
                               " 'revoked'")}
    text = page.plain.replace(" ", "")
    assert shown and all(c in text for c in shown), page.plain[:600]
    page = b.get("/approve/seals?tab=all&q=" + ended[1])
    assert page.plain.replace(" ", "").count(ended[1]) == 1, page.plain
    page = b.get("/approve/seals?tab=all&q=x")
    assert "请至少输入两个字" in page.plain
    lines = list(csv.reader(b.get("/approve/seals.csv?tab=revoked").body
                            .decode("utf-8-sig").splitlines()))
    assert {line[0] for line in lines[1:]} == shown, lines
    assert len(lines) == len(shown) + 1
    page = b.get("/approve/seals/" + ended[0])
    text = page.plain.replace(" ", "")
    (after,) = sql("office", "SELECT code FROM seal WHERE replaces = ?",
                   ended[0])[0]
    assert "换领为" in text and after in text, page.plain[:800]
    for word in ("开始制作", "启用", "注销", "相关办件", "更换"):
        assert word in page.plain, word
    page = b.get("/approve/seals/%s/picture" % ended[0])
    assert page.body[:4] == b"\x89PNG", page.status
    (serial,) = sql("office", "SELECT serial FROM seal_version WHERE seal ="
                    " ?", ended[0])[0]
    assert serial in text, (serial, text)
    for login in ("keeper", "applicant", "auditor"):
        page = person(login).get("/approve/seals")
        assert page.status in (403, 404), (login, page.status)


def public_lists():
    """R-206, P-24: what a region does not publish is not on its notices."""
    (code,) = sql("office", "SELECT code FROM seal WHERE state = 'revoked'"
                  " ORDER BY id LIMIT 1")[0]

    def shown():
        page = Browser().get("/status/notices?q=" + code)
        return code in page.plain.replace(" ", "")
    assert shown()
    with Policy("P-24", "lost suspended"):
        assert not shown()
    assert shown()


def physical():
    """R-084: the physical seal is abolished: noted under signature, a task
    for who keeps the electronic one, and both units above are told."""
    seal, code, name, keeper = sql(
        "office", "SELECT id, code, name, keeper FROM seal WHERE state ="
        " 'active' ORDER BY id LIMIT 1")[0]
    b = person("operator")
    b.get("/approve/seals/" + seal)
    page = press(b, "/physical", {"what": "abolished", "note": ""})
    assert page.status == 400 and "说明" in page.plain
    page = post("approver", f"/approve/seals/{seal}/physical",
                what="abolished", note="已废止", rev="1")
    assert page.status == 403, page.status
    b.get("/approve/seals/" + seal)
    page = press(b, "/physical", {"what": "abolished",
                                  "note": "2026 年第 3 号公告"})
    assert "实物印章已废止" in page.plain, page.plain[:600]
    assert sql("office", "SELECT physical FROM seal WHERE id = ?",
               seal) == [("abolished",)]
    assert sql("office", "SELECT COUNT(*) FROM statement WHERE subject = ? AND"
               " action = 'seal.physical'", seal) == [(1,)]
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
               " 'seal.physical' AND object = ? AND result = 'ok'",
               code) == [(1,)]
    assert (f"/cancel?seal={code}",) in sql(
        "office", "SELECT link FROM notice WHERE person = ? AND kind ="
        " 'task'", keeper)
    above = sql("office", "SELECT COUNT(DISTINCT g.unit) FROM notice n JOIN"
                " role_grant g ON g.person = n.person WHERE n.kind ="
                " 'physical'")
    assert above[0][0] >= 1, above
    page = person("keeper").get("/account/seals")
    assert "实物印章已废止" in page.plain, page.plain[:800]
    page = person("keeper").get(f"/cancel?seal={code}")
    assert f'value="{code}" checked' in page.text


def table(login, path):
    """A file of the desk's as rows, without its head."""
    return list(csv.reader(person(login).get(path).body.decode("utf-8-sig")
                           .splitlines()))[1:]


def figures():
    """R-217: each figure equals a count made directly, and its own list."""
    page = person("approver").get("/approve/figures")
    assert "期间盖章" in page.plain, page.plain[:400]
    days = re.search(r"figures\.csv\?from=([\d-]+)&(?:amp;)?until=([\d-]+)",
                     page.text).groups()
    when = f"from={days[0]}&until={days[1]}"
    said = {(a, b): int(n) for a, b, n in
            table("approver", "/approve/figures.csv?" + when)}
    (desk,) = sql("office", "SELECT unit FROM role_grant g JOIN person p ON"
                  " p.id = g.person WHERE p.login = 'approver' LIMIT 1")[0]
    states = dict(sql("office", "SELECT state, COUNT(*) FROM seal WHERE desk ="
                      " ? GROUP BY state", desk))
    assert said["印章", "有效"] == states["active"], (said, states)
    assert said["印章", "已注销"] == states["revoked"] > 0
    assert said["印章", "已挂失"] == states.get("lost", 0)
    assert said["印章", "全部"] == sum(states.values())
    for tab, label in (("valid", "有效"), ("revoked", "已注销"),
                       ("all", "全部"), ("ending", "90 天内到期")):
        assert len(table("approver", f"/approve/seals.csv?tab={tab}")) == \
            said["印章", label], label
    labels = {"apply": "申领", "change": "变更", "replace": "更换",
              "loss": "挂失", "renew": "续期"}
    for business, label in labels.items():
        direct = dict(sql("office", "SELECT state, COUNT(*) FROM request"
                          " WHERE desk = ? AND business = ? GROUP BY state",
                          desk, business))
        ended = [direct.pop(s, 0) for s in ("completed", "rejected",
                                            "withdrawn", "closed")]
        assert said[label, "办结"] == ended[0], (label, said, direct)
        assert said[label, "不予受理或许可"] == ended[1], label
        assert said[label, "撤回或终止"] == ended[2] + ended[3], label
        direct.pop("draft", 0)
        assert said[label, "在办"] == sum(direct.values()), (label, direct)
        assert len(table("approver", "/approve/list.csv?tab=done&business="
                         f"{business}&{when}")) == sum(ended), label
    assert said["用章", "盖章次数"] == sql(
        "office", "SELECT COUNT(*) FROM stamp t JOIN seal s ON s.id = t.seal"
        " WHERE s.desk = ?", desk)[0][0]
    kinds = sql("office", "SELECT COUNT(*) FROM seal WHERE desk = ? AND state"
                " = 'active' AND sub_kind = 'HT'", desk)[0][0]
    assert said["有效印章的种类", "合同专用章"] == kinds > 0
    none = table("approver", "/approve/figures.csv?from=2020-01-01&until="
                 "2020-01-31")
    assert all(n == "0" for a, b, n in none
               if "印章" not in a and b != "在办")
    page = person("keeper").get("/approve/figures")
    assert page.status in (403, 404)


BEYOND = {
    (b, "returned", "save", "returned") for b in ("change", "replace")
} | {("replace", "verified", "register", "completed")}   # 变更's alone


def every_row():
    """All rows of both were walked, and no other; a close for all its kind."""
    wanted = spec(("change", "replace"))
    had = {r for r in seen() if r[0] in ("change", "replace")}
    assert not had - wanted, had - wanted
    closed = {r for r in wanted if r[2] == "close"}
    assert ("replace", "draft", "close", "closed") in had
    missing = wanted - had - BEYOND - closed
    assert not missing, sorted(missing)


def main():
    with office:
        tap.test("R-097 R-080 更换: the old one first, then the new one",
                 replaced_before)
        tap.test("R-081 R-082 R-098 变更: with the new one",
                 changed_at_activation)
        code = tap.test("R-083 a changed credit code: valid meanwhile",
                        code_changes_late)
        if code:
            tap.test("T1 变更 更换 and every way back", and_back, code)
            code = tap.test("T1 P-30 the other way of each", the_rest_of_both,
                            code)
        if code:
            had = tap.test("P-37 all papers anew", full_papers, code)
            if had:
                tap.test("T2 S4 a loss meanwhile; the new one ends it",
                         lost_meanwhile, *had)
        tap.test("R-083 R-080 contact data: the register alone",
                 contact_only)
        tap.test("R-083 master data differ: change needed",
                 master_data_differ)
        tap.test("R-009 R-082 the ledger of seals", ledger)
        tap.test("R-206 P-24 only the lists that are published",
                 public_lists)
        tap.test("R-084 a physical seal is abolished", physical)
        tap.test("R-217 figures equal direct counts and their lists",
                 figures)
        tap.test("T1 every row of 变更 and 更换 was walked, and no other",
                 every_row)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


main()
