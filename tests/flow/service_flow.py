#!/usr/bin/env python3
"""Service institutions: registered with contract, period and supervising
authority; their staff accept and make only while a contract runs; what
supervision finds is listed with its measure.  And staff's personal seals, which
their organisation approves before they are made, and the maker's licence.
Usage: service_flow.py BUILD; it starts an office of its own.
Rules: R-006 R-007 R-074 R-255 R-021 R-024 R-075, P-19 P-32."""
import datetime
import re

from own import office
import attack_kit as kit
import steps
from client import Tap, pdf, press
from policies import Policy
from steps import (PAPERS, bench, decide, person, post, sql, state,
                   submitted, walk)

tap = Tap()
OK = {"v_" + item: "ok" for item in PAPERS}
NAME = "演示印章服务有限公司"
CODE = "91371000MA3C00046C"


def day(n):
    """So many days from today, where the office counts its days."""
    china = datetime.timezone(datetime.timedelta(hours=8))
    now = datetime.datetime.now(china)
    return (now + datetime.timedelta(days=n)).date().isoformat()


def unit_of(login):
    return sql("office", "SELECT g.unit FROM role_grant g JOIN person p ON"
               " p.id = g.person WHERE p.login = ? LIMIT 1", login)[0][0]


def who(login):
    return sql("office", "SELECT id FROM person WHERE login = ?", login)[0][0]


def given(**more):
    return dict({"name": NAME, "code": CODE, "unit": unit_of("maker"),
                 "supervisor": unit_of("supervisor"), "number": "HT-2026-1",
                 "from": day(-300), "last": day(300), "reason": "公开招标"},
                **more)


def add(**more):
    b = person("business")
    b.get("/admin/institutions/add")
    return press(b, "/institutions/add", given(**more))


def rows():
    return sql("office", "SELECT COUNT(*) FROM institution")[0][0]


def registered():
    for more, word in (
            ({"code": "91371000MA3C00046D"}, "校验位"),
            ({"last": day(-301)}, "不能早于"),
            ({"last": day(9000)}, "期限过长"),
            ({"number": ""}, "合同编号"), ({"reason": ""}, "理由"),
            ({"from": "2026-13-01"}, "有效的日期"),
            ({"unit": unit_of("applicant")}, "请从列出的"),
            ({"supervisor": "0" * 26}, "请从列出的"),
            ({"name": ""}, "机构名称")):
        page = add(**more)
        assert page.status == 400 and word in page.plain, (
            more, page.plain[:500])
        assert rows() == 0
    page = add()
    assert rows() == 1 and "HT-2026-1" in page.plain, page.plain[:500]
    for word in (NAME, CODE, "合同 有效", "监管单位"):
        assert word in page.plain, word
    page = add()
    assert page.status == 400 and "已经登记过这个机构" in page.plain
    # whose page it is not
    for login in ("checker", "operator", "ra-admin", "system", "auditor",
                  "applicant"):
        if not sql("office", "SELECT 1 FROM person WHERE login = ?", login):
            continue
        page = post(login, "/admin/institutions/add", **given())
        assert page.status == 403, login
    assert rows() == 1
    return sql("office", "SELECT id FROM institution")[0][0]


def change(inst, deed, login="business", **fields):
    b = person(login)
    b.get(f"/admin/institution/{inst}/{deed}")
    return press(b, f"/{deed}", fields)


def staffed(inst):
    for login in ("checker", "maker"):
        page = change(inst, "staff", person=who(login), reason="派驻")
        assert page.status == 200, page.plain[:500]
    page = change(inst, "staff", person=who("checker"), reason="再次")
    assert page.status == 400 and "已经是" in page.plain
    page = change(inst, "staff", person=who("applicant"), reason="不是")
    assert page.status == 400 and "请从列出的" in page.plain
    assert sql("office", "SELECT COUNT(*) FROM institution_staff") == [(2,)]
    page = person("business").get(f"/admin/institution/{inst}")
    assert "checker" in page.plain and "maker" in page.plain


def works():
    """Both directions: what they may do while it runs."""
    case = submitted(seal_name=steps.UNIT + "服务机构章")
    page = person("checker").get(f"/approve/{case}")
    assert "服务合同" not in page.plain
    decide("checker", case, "verify", **OK)
    assert state(case) == "verified"
    walk(case, "certify")
    return case


def refused(made):
    """Neither at the desk nor at the bench, in words and audited."""
    said = "的服务合同已于"
    case = submitted(seal_name=steps.UNIT + "合同到期章")
    before = sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
                 " 'service.lapsed' AND result = 'refused'")[0][0]
    page = person("checker").get(f"/approve/{case}")
    assert page.status == 200 and said in page.plain, page.plain[:600]
    page = post("checker", f"/approve/{case}/decide", act="verify", rev="",
                **OK)
    assert page.status == 403 and said in page.plain, page.plain[:500]
    assert state(case) == "submitted"
    page = person("maker").get(f"/issue/{made}")
    assert page.status == 200 and said in page.plain
    assert "暂不可办" in page.plain and not page.has_form("/step")
    page = post("maker", f"/issue/{made}/step", act="code", note="", rev="")
    assert page.status == 403 and state(made) == "certified"
    page = post("checker", "/approve/new", name="x")
    assert page.status == 403, "no visitor is taken in"
    page = post("checker", f"/approve/{case}/fees", kind="service", yuan="1",
                receipt="22")
    assert page.status in (403, 404)
    after = sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
                " 'service.lapsed' AND result = 'refused'")[0][0]
    assert after >= before + 3
    # whose own roles they are not: nothing is taken from the others
    page = person("approver").get(f"/approve/{case}")
    assert said not in page.plain
    # and they can still read, change the PIN and leave
    assert person("checker").get("/account/pin").status == 200
    return case


def ended(inst, made):
    page = change(inst, "end", reason="")
    assert page.status == 400
    page = change(inst, "end", reason="服务不合格")
    assert "已到期或终止" in page.plain, page.plain[:500]
    return refused(made)


def yesterday(inst, made, case):
    """R-255: the contract ended yesterday; and one that is still to come."""
    page = change(inst, "contract", number="HT-2026-2", last=day(-1),
                  reason="补登", **{"from": day(-20)})
    assert "HT-2026-2" in page.plain, page.plain[:500]
    refused(made)
    change(inst, "contract", number="HT-2027-1", last=day(400),
           reason="明年的", **{"from": day(20)})
    refused(made)
    page = person("business").get("/admin/institutions")
    assert "合同尚未开始" in page.plain
    change(inst, "contract", number="HT-2026-3", last=day(0),
           reason="到今天为止", **{"from": day(0)})
    decide("checker", case, "verify", **OK)
    assert state(case) == "verified", "its last day still counts"
    bench("maker", made, "/step", {"act": "code"})
    assert state(made) == "coded"


def left(inst):
    """Who works for nobody else's account is bound by no contract."""
    change(inst, "end", reason="结束试验")
    page = change(inst, "leave", person=who("checker"), reason="调离")
    assert page.status == 200, page.plain[:400]
    case = submitted(seal_name=steps.UNIT + "调离章")
    decide("checker", case, "verify", **OK)
    assert state(case) == "verified"
    page = change(inst, "leave", person=who("checker"), reason="再次")
    assert page.status == 400


def supervised(inst):
    page = change(inst, "finding", "supervisor", day=day(3), what="x",
                  measure="")
    assert page.status == 400 and "今天以后" in page.plain and \
        "处理措施" in page.plain
    page = change(inst, "finding", "supervisor", day=day(-3),
                  what="领取单未签字", measure="限十日内整改")
    assert "领取单未签字" in page.plain and "限十日内整改" in page.plain, \
        page.plain[:500]
    page = person("business").get(f"/admin/institution/{inst}")
    assert "处理措施：限十日内整改" in page.plain
    for login in ("business", "checker"):
        page = post(login, f"/admin/institution/{inst}/finding",
                    day=day(-3), what="xx", measure="yy", rev="")
        assert page.status == 403, login
    assert sql("office", "SELECT COUNT(*) FROM finding") == [(1,)]
    page = post("supervisor", f"/admin/institution/{inst}/end", reason="xx",
                rev="")
    assert page.status == 403


def signed(inst):
    """Each change is signed, audited, and made upon what was shown."""
    done = {r[0] for r in sql("office", "SELECT action FROM audit WHERE"
                              " object = ? AND result = 'ok'", inst)}
    assert done == {"institution." + a for a in (
        "add", "staff", "end", "contract", "leave", "finding")}, done
    said = sql("office", "SELECT COUNT(*) FROM statement WHERE subject = ?",
               inst)[0][0]
    wrote = sql("office", "SELECT COUNT(*) FROM audit WHERE object = ? AND"
                " result = 'ok'", inst)[0][0]
    assert said == wrote
    b = person("business")
    page = b.get(f"/admin/institution/{inst}/edit")
    was = page.form("/edit")["fields"]
    change(inst, "contract", number="HT-9", last=day(9), reason="先改",
           **{"from": day(0)})
    page = b.post(f"/admin/institution/{inst}/edit",
                  dict(was, name="改名后的公司", reason="改名"))
    assert page.status == 400 and "他人修改" in page.plain
    page = change(inst, "edit", name="改名后的公司", reason="改名")
    assert "改名后的公司" in page.plain
    assert re.search("HT-9.*有效", page.plain)


# --- whose desk it is ---------------------------------------------------------------

def visit(b):
    """Somebody of the unit at the counter."""
    b.get("/approve/new")
    return b.submit("/approve/new", {
        "org_code": steps.CODE, "org_name": steps.UNIT, "org_type": "institution",
        "org_region": "990102", "org_address": "演示区四号路 5 号"})


def routed():
    """R-007, R-074: by the unit's region and type, as it is set up."""
    def desk_of():
        case = steps.draft()
        return sql("office", "SELECT desk FROM request WHERE id = ?",
                   case)[0][0]

    def give(**more):
        b = person("business")
        b.get("/admin/desks")
        return press(b, "/admin/desks", dict({
            "region": "990102", "type": "institution", "desk": city,
            "reason": "与实物印章一致"}, **more))
    city, desk = unit_of("maker"), unit_of("checker")
    issuing = sql("office", "SELECT functions FROM unit WHERE id = ?",
                  city)[0][0] & 2
    target = city if issuing else desk
    assert desk_of() == desk
    for more, word in (({"region": "990199"}, "没有这个行政区划码"),
                       ({"region": "99"}, "6 位"),
                       ({"desk": unit_of("applicant")}, "请从列出的"),
                       ({"type": "elsewhere"}, "选"), ({"reason": ""}, "理由")):
        page = give(**dict({"desk": target}, **more))
        assert page.status == 400 and word in page.plain, (
            more, page.plain[:500])
    # another type's rule does not concern it
    page = give(desk=target, type="organ")
    assert page.status == 200, page.plain[:500]
    assert desk_of() == desk
    page = give(desk=target)
    assert page.status == 200 and desk_of() == target
    if target != desk:      # at the counter as online
        page = visit(person("checker"))
        assert page.status == 400 and "请引导来访人到那里办理" in page.plain
        assert sql("office", "SELECT name FROM unit WHERE id = ?",
                   city)[0][0] in page.plain
        assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
                   " 'request.create' AND result = 'refused'"
                   " AND object = ?", steps.CODE) == [(1,)]
    give(desk=desk)
    assert desk_of() == desk
    assert "/apply/" in visit(person("checker")).url
    for login in ("checker", "system", "ra-admin"):
        page = post(login, "/admin/desks", region="990102", type="",
                    desk=desk, reason="不行")
        assert page.status == 403, login
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
               " 'desk.map' AND result = 'ok'") == [(3,)]
    return issuing


# --- the maker's licence -----------------------------------------------------------

def licence(**more):
    unit = unit_of("maker")
    b = person("business")
    b.get(f"/admin/unit/{unit}/licence")
    fields = dict({"number": "ECP-1", "issuer": "国家密码管理部门",
                   "from": day(-30), "last": day(300), "reason": "登记",
                   "pin": ""}, **more)
    return b.submit("/licence", fields, {
        "scan": ("licence.pdf", pdf("licence"), "application/pdf")})


def licensed():
    """R-006, P-32: without a licence in force nobody makes."""
    case = submitted(seal_name=steps.UNIT + "许可证章")
    decide("checker", case, "verify", **OK)
    walk(case, "approve")

    def certify(why):
        page = post("maker", f"/issue/{case}/step", act="certify", note="",
                    rev="")
        assert page.status == 409 and why in page.plain, page.plain[:500]
        assert state(case) == "approved"
        assert why in person("maker").get(f"/issue/{case}").plain
    with Policy("P-32", "1"):
        certify("没有登记电子认证服务许可证")
        for more, word in (({"last": day(-31)}, "不能早于"),
                           ({"number": ""}, "许可证编号"),
                           ({"issuer": ""}, "发证机关")):
            page = licence(**more)
            assert page.status == 400 and word in page.plain, word
        unit = unit_of("maker")
        page = person("business").get(f"/admin/unit/{unit}")
        assert "许可证 未登记" in page.plain
        page = licence(last=day(-1))
        assert "不在有效期内" in page.plain, page.plain[:600]
        certify("已过有效期")
        licence(**{"from": day(2)})
        certify("尚未生效")
        page = licence()
        assert "ECP-1，国家密码管理部门" in page.plain and \
            "，有效" in page.plain
        got = person("business").get(f"/admin/unit/{unit}/licence/scan")
        assert got.body == pdf("licence")
        bench("maker", case, "/step", {"act": "certify"})
        assert state(case) == "certified"
        bench("maker", case, "/step", {"act": "code"})
        licence(last=day(-1), number="ECP-2")
        page = post("maker", f"/issue/{case}/step", act="generate", note="",
                    rev="")
        assert page.status == 409 and "已过有效期" in page.plain
        assert state(case) == "coded"
    bench("maker", case, "/step", {"act": "generate"})
    assert state(case) == "made", "not asked for: P-32 is off"
    assert sql("office", "SELECT COUNT(*) FROM licence") == [(4,)]
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
               " 'unit.licence' AND result = 'ok'") == [(4,)]
    for login in ("maker", "operator", "supervisor"):
        page = post(login, f"/admin/unit/{unit}/licence", number="x")
        assert page.status == 403, login


# --- staff's own seals -----------------------------------------------------------

def personal(name):
    """A case of a staff member's personal seal, verified."""
    case = steps.draft()
    steps.answer(case, category="personal", sub_kind="SM", holder_name=name,
                 seal_name=name)
    steps.upload(person("applicant"), "apply", case, "holder")
    page = steps.send(person("applicant"), "apply", case)
    assert state(case) == "submitted", page.plain[:500]
    return case


def word(case, agreed, note, login="reviewer"):
    b = person(login)
    b.get(f"/apply/{case}/need")
    return press(b, "/need", {"agreed": agreed, "note": note})


def picture(case):
    b = person("maker")
    page = b.get(f"/issue/{case}/draw")
    return press(b, "/draw", {"act": "put"}) if page.has_form("/draw") \
        else page


def needed():
    """R-075: no making before the organisation approved the need."""
    case = personal("鲍保管")
    (number,) = sql("office", "SELECT number FROM request WHERE id = ?",
                    case)[0]
    told = sql("office", "SELECT n.body FROM notice n JOIN person p ON p.id ="
               " n.person WHERE p.login = 'reviewer' AND n.link = ?",
               f"/apply/{case}/need")
    assert told and number in told[0][0]
    decide("checker", case, "verify", v_holder="ok")
    assert state(case) == "verified"
    unit = "还没有审核这枚个人印章的实际需要"
    page = person("maker").get(f"/issue/{case}")
    assert unit in page.plain and "尚未审核" in page.plain
    page = picture(case)
    assert page.status == 409 and unit in page.plain
    b = person("maker")
    page = b.post(f"/issue/{case}/draw", {
        "csrf": steps.token(b), "act": "put", "ring_text": "鲍保管",
        "centre": "blank", "mm_w": "20", "mm_h": "20"}, {})
    assert page.status == 409 and state(case) == "verified"
    # not by who applied, nor by the desk
    for login in ("applicant", "keeper", "checker", "operator", "maker"):
        page = post(login, f"/apply/{case}/need", agreed="yes", note="需要",
                    rev="")
        assert page.status == 403, (login, page.status)
    page = word(case, "", "")
    assert page.status == 400 and "审核意见" in page.plain
    page = word(case, "no", "岗位不需要用章")
    assert "不同意" in page.plain, page.plain[:400]
    page = picture(case)
    assert page.status == 409 and "没有实际需要：岗位不需要用章" in page.plain
    page = word(case, "yes", "办理就业登记")
    assert "同意：办理就业登记" in page.plain, page.plain[:400]
    assert sql("office", "SELECT agreed, note FROM need WHERE request = ?"
               " ORDER BY id", case) == [(0, "岗位不需要用章"),
                                         (1, "办理就业登记")]
    assert sql("office", "SELECT COUNT(*) FROM statement WHERE subject = ?"
               " AND action = 'request.need'", case) == [(2,)]
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
               " 'request.need' AND object = ? AND result = 'ok'",
               number) == [(2,)]
    # a word that was changed afterwards is none
    steps.write("store/office.db", "UPDATE need SET note = '别的' WHERE"
                " request = ? AND agreed = 1", case)
    page = picture(case)
    assert page.status == 409 and unit in page.plain
    steps.write("store/office.db", "UPDATE need SET note = '办理就业登记'"
                " WHERE request = ? AND agreed = 1", case)
    page = picture(case)
    assert state(case) == "image", page.plain[:600]
    page = person("reviewer").get(f"/apply/{case}/need")
    assert "现在不需要审核" in page.plain and not page.has_form("/need")
    page = post("reviewer", f"/apply/{case}/need", agreed="no", note="晚了",
                rev="")
    assert page.status == 403
    page = person("checker").get(f"/approve/{case}")
    assert "同意：办理就业登记" in page.plain


def needed_anew():
    """R-075: returned and changed, it is another application."""
    case = personal("永用章")
    word(case, "yes", "窗口业务")
    decide("checker", case, "return", v_holder="fault",
           p_holder="", w_holder="看不清")
    assert state(case) == "returned"
    steps.upload(person("applicant"), "apply", case, "holder")
    steps.send(person("applicant"), "apply", case)
    decide("checker", case, "verify", v_holder="ok")
    assert state(case) == "verified"
    page = picture(case)
    assert page.status == 409 and "还没有审核" in page.plain
    word(case, "yes", "窗口业务")
    picture(case)
    assert state(case) == "image"


def not_asked():
    """An organisation's own seal needs no such word."""
    case = submitted(seal_name=steps.UNIT + "单位自己的章")
    page = person("reviewer").get(f"/apply/{case}/need")
    assert page.status == 404
    decide("checker", case, "verify", **OK)
    picture(case)
    assert state(case) == "image"


def main():
    with office:
        with Policy("P-19", "seal"):
            tap.test("R-075 the organisation approves the need first", needed)
            tap.test("R-075 of each version anew", needed_anew)
        tap.test("R-075 not of an organisation's seal", not_asked)
        tap.test("R-007 R-074 the desk of region and type", routed)
        tap.test("R-006 P-32 a maker without a licence is blocked", licensed)
        inst = tap.test("R-255 registered with contract and period",
                        registered)
        if inst:
            tap.test("R-255 its staff", staffed, inst)
            made = tap.test("R-255 they work while it runs", works)
            case = tap.test("R-255 R-021 it ended: they cannot accept or make",
                            ended, inst, made)
            tap.test("R-255 ended yesterday, to come, and its last day",
                     yesterday, inst, made, case)
            tap.test("R-255 who left is free of it", left, inst)
            tap.test("R-255 findings with their measure", supervised, inst)
            tap.test("R-255 signed, audited, compared", signed, inst)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


main()
