"""Rules whose acceptance is a way through the pages that no other flow
walks: what a region's profile changes, which papers which seal needs, the
order of the nine steps, false papers, two reviewers, the ends of a seal.
Rules: R-010 R-011 R-013 R-014 R-015 R-016 R-017 R-021 R-063 R-064 R-065 R-067
R-069 R-070 R-071 R-072 R-073 R-076 R-078 R-089 R-090 R-102 R-104 R-110 R-112 R-119
R-120 R-122 R-124 R-156 R-166 R-171 R-186 R-189 R-204 R-216 R-220 R-231 R-233
R-249 R-252 R-253."""
import json
import os
import random
import re
import sqlite3
import struct
import subprocess
import tempfile
import time
import zlib

import client
import steps
from client import Browser, Tap, pdf
from policies import Policy
from steps import (CODE, IDNO, PAPERS, UNIT, answer, bench, decide,
                   draft, person, press, request, seal_of, send, sql, state,
                   submitted, token, upload, verified, walk)

tap = Tap()
TEN = "ABCDEFGHJK"
NOTICE = "涉及国家秘密的文件和事项不得在本系统办理"
NO_SECRETS = NOTICE + "，请按保密规定办理"


def once(words):
    """A name nobody has used in this office."""
    return UNIT + "".join(random.choices("甲乙丙丁戊己庚辛壬癸", k=6)) + words


# --- approval before the picture ---------------------------------------------------

def permitted_first():
    """P-36 "before": verified, the case waits for the approver; no picture
    until it is permitted, and the whole way after it."""
    boxes = {"v_" + item: "ok" for item in PAPERS}
    with Policy("P-36", "before"):
        case = submitted(seal_name=once("合同专用章"))
        decide("checker", case, "verify", **boxes)
        assert state(case) == "to-permit"
        page = person("maker").get(f"/issue/{case}")
        assert "待准予制作" in page.plain, page.plain[:300]
        page = steps.post("maker", f"/issue/{case}/draw", act="put")
        assert page.status in (400, 409) and state(case) == "to-permit", \
            (page.status, page.plain[:300])
        b = person("approver")
        assert case in b.get("/approve/list?tab=approve").text
        for login in ("checker", "operator", "maker"):
            page = steps.post(login, f"/approve/{case}/decide",
                              act="permit")
            assert page.status in (400, 403, 409), (login, page.status)
            assert state(case) == "to-permit", login
        back = submitted(seal_name=once("财务专用章"), sub_kind="CW")
        decide("checker", back, "verify", **boxes)
        decide("approver", back, "return-applicant", note="请补充依据")
        assert state(back) == "returned"
        back = submitted(seal_name=once("业务专用章"), sub_kind="YW")
        decide("checker", back, "verify", **boxes)
        decide("approver", back, "refuse", note="不具备刻制条件")
        assert state(back) == "rejected"
        page = decide("approver", case, "permit", note="同意刻制")
        assert state(case) == "verified", page.plain[:400]
        assert "tag-bad" not in b.get(f"/approve/{case}").text
        walk(case)
    assert seal_of(case)[1].startswith("H")
    assert [e for e, in sql("office", "SELECT event FROM request_event WHERE"
                            " request = ? ORDER BY seq", case)
            if e in ("verify", "permit", "put-image", "approve")] == \
        ["verify", "permit", "put-image", "approve"]


# --- fees -------------------------------------------------------------------------

BAD_FEES = (("", "票据"), ("十二", "票据"), ("-5", "票据"), ("1.234", "票据"),
            ("12.", "票据"), ("100001", "票据"), ("1e3", "票据"),
            ("120", ""), ("120", "a" * 61))


def fees_noted():
    case = walk(verified(seal_name=once("合同专用章")), "load")
    b = person("checker")

    def note(yuan, receipt, kind="service"):
        b.get(f"/approve/{case}/fees")
        return press(b, "/fees", {"kind": kind, "yuan": yuan,
                                  "receipt": receipt})

    def warned():
        return "应缴的费用还没有登记" in b.get(f"/issue/{case}").plain

    def not_asked():
        assert "费用" not in b.get(f"/approve/{case}").plain
        assert b.get(f"/approve/{case}/fees").status == 404
        assert not warned()
    not_asked()
    with Policy("P-45", "employer"):    # the unit is none
        not_asked()
    with Policy("P-45", "all"):
        for login, at in (("checker", "approve"), ("applicant", "apply")):
            page = person(login).get(f"/{at}/{case}")
            assert re.search("费用 ?未缴", page.plain), page.plain[:400]
        assert warned()
        for yuan, receipt in BAD_FEES:
            page = note(yuan, receipt)
            assert page.status == 400, (yuan, receipt, page.status)
            assert f'value="{receipt}"' in page.text or not receipt
        assert note("120", "1号", "gift").status == 400
        assert sql("office", "SELECT * FROM fee") == []
        page = note("１２０.5", "<票据>1号")
        assert page.status == 200 and "费用已缴" in page.plain, page.plain[:400]
        assert sql("office", "SELECT kind, cents, receipt FROM fee") == \
            [("service", 12050, "<票据>1号")]
        assert note("100", "2号").status == 200       # corrected; both stay
        page = b.get(f"/approve/{case}/fees")
        assert "120.50 元" in page.plain and "100.00 元" in page.plain
        assert not warned()
        for login in ("approver", "applicant", "maker"):
            page = person(login).post(f"/approve/{case}/fees", {
                "csrf": token(person(login)), "kind": "service",
                "yuan": "1", "receipt": "3号"})
            assert page.status == 403, (login, page.status)
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
               " 'request.fee' AND result = 'ok'") == [(2,)]


# --- what a region's profile changes ------------------------------------------

def options(page, name):
    """The values a choice offers."""
    field = re.search(rf'(?s)<select[^>]*name="{name}".*?</select>',
                      page.text)
    if field:
        return [v for v in re.findall(r'value="([^"]*)"', field.group(0))
                if v]
    return re.findall(rf'name="{name}" value="([^"]+)"', page.text)


LONG = ("organ institution people social enterprise individual other")


def unit_types():
    """R-013: the list is the profile's, and what is outside it is refused."""
    case = draft()
    page = person("applicant").get(f"/apply/{case}/answers")
    assert options(page, "org_type") == ["organ", "institution"]
    page = answer(case, org_type="enterprise", seal_name=once("印章"))
    assert page.status == 400 and 'id="e-org_type"' in page.text
    assert page.text.count('class="error"') == 1
    with Policy("P-23", LONG):
        page = person("applicant").get(f"/apply/{case}/answers")
        assert options(page, "org_type") == LONG.split()
        for label in ("人民团体", "社会组织", "企业", "个体工商户"):
            assert label in page.plain, label
        page = answer(case, org_type="enterprise", seal_name=once("印章"))
        assert page.status == 200, page.plain[:400]
        page = answer(case, org_type="party", seal_name=once("印章"))
        assert page.status == 400 and 'id="e-org_type"' in page.text
        page = person("checker").get("/approve/new")
        assert options(page, "org_type") == LONG.split()


def categories():
    """R-014: the personal category is there where P-19 says so."""
    case = draft()
    page = person("applicant").get(f"/apply/{case}/answers")
    assert options(page, "category") == ["unit", "post"]
    mine = {"category": "personal", "sub_kind": "SM", "holder_name": "鲍保管",
            "seal_name": "鲍保管"}
    page = answer(case, **mine)
    assert page.status == 400 and 'id="e-category"' in page.text
    with Policy("P-19", "seal"):
        page = person("applicant").get(f"/apply/{case}/answers")
        assert options(page, "category") == ["unit", "post", "personal"]
        page = answer(case, **mine)
        assert page.status == 200, page.plain[:400]
        page = answer(case, **dict(mine, holder_name=""))
        assert page.status == 400 and 'id="e-holder_name"' in page.text
        page = answer(case, **dict(mine, sub_kind="FR"))
        assert page.status == 400 and 'id="e-sub_kind"' in page.text


def sub_kinds():
    """R-015, R-016: each is stored and shown; a branch bears its unit's
    name."""
    case, name = draft(), once("章")
    page = person("applicant").get(f"/apply/{case}/answers")
    kinds = [k for k in options(page, "sub_kind") if k not in ("ZW", "SM")]
    assert set(kinds) == {"FR", "NS", "FZ", "ZZ", "GW", "SY", "BG", "HT",
                          "CW", "FP", "YW", "ZM"}, kinds
    for kind in kinds:
        page = answer(case, sub_kind=kind, seal_name=name)
        assert page.status == 200, (kind, page.plain[:300])
        assert sql("office", "SELECT sub_kind FROM application WHERE request"
                   " = ?", case) == [(kind,)]
    for kind in ("NS", "FZ"):
        page = answer(case, sub_kind=kind, seal_name="东校区章")
        assert page.status == 400, kind
        assert page.text.count('class="error"') == 1
        assert 'id="e-seal_name"' in page.text


def catalogue():
    """R-010: a kind the region does not have, and a second one of a kind of
    which a unit may have one: refused, and the rule is named."""
    def seal_words():
        return {"seal_name": once("检验章"), "sub_kind": "SY"}
    walk(verified(**seal_words()))
    early = walk(verified(**seal_words()), "enter")
    case = draft()
    with Policy("P-42", "SY BG"):
        page = answer(case, **seal_words())
        assert page.status == 400 and 'id="e-sub_kind"' in page.text
        assert page.text.count('class="error"') == 1
        assert "P-42" in page.plain and "检验专用章" in page.plain
        for item in PAPERS:
            upload(person("applicant"), "apply", case, item)
        page = send(person("applicant"), "apply", case)
        assert state(case) == "draft" and "需要填写或修改" in page.plain
        assert answer(case, seal_name=once("报关章"),
                      sub_kind="BG").status == 200
        # it became the second while it was on its way
        page = decide("approver", early, "approve")
        assert state(early) == "entered" and "P-42" in page.plain, \
            page.plain[:400]
    with Policy("P-41", "FR HT"):
        page = person("applicant").get(f"/apply/{case}/answers")
        assert set(options(page, "sub_kind")) == {"FR", "HT"}
        page = answer(case, **seal_words())
        assert page.status == 400 and "P-41" in page.plain
        assert 'id="e-sub_kind"' in page.text
    decide("approver", early, "approve")
    assert state(early) == "approved"
    assert answer(case, **seal_words()).status == 200


PHYSICAL = {"physical_number": "9901020000001", "physical_date": "2026-01-05"}


def physical_first():
    """R-065."""
    case, name = draft(), once("章")
    assert answer(case, seal_name=name).status == 200
    with Policy("P-39", "unit post"):
        page = answer(case, seal_name=name)
        assert page.status == 400
        for field in PHYSICAL:
            assert f'id="e-{field}"' in page.text, field
        page = answer(case, seal_name=name, physical_none="尚未刻制")
        assert page.status == 400, "a reason does where no flag allows it"
        for field in PHYSICAL:
            page = answer(case, seal_name=name, **dict(PHYSICAL,
                                                       **{field: ""}))
            assert page.status == 400 and f'id="e-{field}"' in page.text
            assert page.text.count('class="error"') == 1, field
        page = answer(case, seal_name=name, **PHYSICAL)
        assert page.status == 200, page.plain[:400]
        assert sql("office", "SELECT physical_number, physical_date FROM"
                   " application WHERE request = ?", case) == \
            [("9901020000001", "2026-01-05")]
        with Policy("P-40", "1"):
            page = answer(case, seal_name=name)
            assert page.status == 400 and 'id="e-physical_number"' in \
                page.text
            page = answer(case, seal_name=name, physical_none="只用电子印章")
            assert page.status == 200, page.plain[:400]
            assert sql("office", "SELECT physical_none FROM application"
                       " WHERE request = ?", case) == [("只用电子印章",)]
        # what was saved under the old rule is not submitted under the new
        for item in PAPERS:
            upload(person("applicant"), "apply", case, item)
        page = send(person("applicant"), "apply", case)
        assert state(case) == "draft" and "需要填写或修改" in page.plain


# --- papers -------------------------------------------------------------------------

LABELS = {"sealed": "申请文件", "agent": "经办人身份证",
          "contact": "经办人联系方式证明", "founding": "单位成立文件或证照",
          "holder": "持章人身份证"}


def each_left_out(business, case, items, labels):
    """Without each in turn: refused, named, nothing moved."""
    b = person("keeper" if business != "apply" else "applicant")
    was = state(case)
    for item in items:
        page = send(b, business, case)
        assert state(case) == was, f"submitted without {item}"
        assert page.status == 400 and labels[item] in page.plain, \
            (item, page.plain[:300])
        page = upload(b, business, case, item, b"")
        assert page.status == 400, "an empty file is taken"
        page = upload(b, business, case, item)
        assert page.status == 200, (item, page.plain[:300])


def each_alone_left_out(business, case, items, labels):
    """All but one; the order in which they are missed must not matter."""
    b = person("keeper" if business != "apply" else "applicant")
    for item in reversed(items[1:]):
        upload(b, business, case, item)
    page = send(b, business, case)
    assert labels[items[0]] in page.plain and state(case) == "draft"
    upload(b, business, case, items[0])
    send(b, business, case)
    assert state(case) == "submitted"


KINDS = {
    "unit": ({}, PAPERS),
    "post": ({"category": "post", "sub_kind": "ZW", "holder_name": "申审核",
              "holder_role": "legal"}, PAPERS + ("holder",)),
    "personal": ({"category": "personal", "sub_kind": "SM",
                  "holder_name": "鲍保管"}, ("holder",)),
}


def identity_by_category():
    """R-063, R-064: three forms, each proof left out."""
    with Policy("P-19", "seal"):
        for kind, (fields, items) in KINDS.items():
            case = draft()
            page = answer(case, seal_name=once("章"), **fields)
            assert page.status == 200, (kind, page.plain[:300])
            page = person("applicant").get(f"/apply/{case}/materials")
            shown = re.findall(r'action="[^"]*/materials/(\w+)"', page.text)
            assert shown == list(items), (kind, shown)
            each_left_out("apply", case, items, LABELS)
            page = send(person("applicant"), "apply", case)
            assert state(case) == "submitted", (kind, page.plain[:300])
            case = draft()
            answer(case, seal_name=once("章"), **fields)
            each_alone_left_out("apply", case, items, LABELS)


# --- the application -------------------------------------------------------------------

def written_request():
    """R-071: every value and the number are on the form; its scan comes
    back."""
    case, name = draft(), once("合同专用章")
    assert answer(case, seal_name=name, **PHYSICAL).status == 200
    (number,) = request(case, "number")
    b = person("applicant")
    data = b.get(f"/apply/{case}/paper/form").body
    words = client.words_of(data)
    for value in (UNIT, CODE, "事业单位", "990102", "演示区四号路5号",
                  "景经办", IDNO, "13800138000", name, "电子公章",
                  "合同专用章", "行业内应用", "鲍保管", "keeper",
                  PHYSICAL["physical_number"], PHYSICAL["physical_date"],
                  "电子印章申领", number):
        assert value in words, (value, words)
    assert "****" not in words, "something is masked"
    page = b.get(f"/apply/{case}/check")
    assert IDNO not in page.text and "13800138000" not in page.text
    assert client.codes_of(data) == [number]
    page = upload(b, "apply", case, "sealed", data)
    assert page.status == 200
    assert sql("office", "SELECT m.item, m.size FROM material m WHERE"
               " m.request = ? AND m.live = 1", case) == \
        [("sealed", len(data))]
    link = page.links(f"/apply/{case}/material/")[0]
    assert b.get(link).body == data, "not what was uploaded"


def written_request_by_others():
    """R-071, R-231: the desk prints it whole and is in the trail; the unit's
    keeper and the approver see the case, not the agent's numbers."""
    case = submitted(seal_name=once("章"))
    (number,) = request(case, "number")
    looks = "SELECT COUNT(*) FROM audit WHERE action = 'personal.show' AND" \
        " object = ?"
    for who in ("keeper", "approver"):
        page = person(who).get(f"/apply/{case}/paper/form")
        words = client.words_of(page.body)
        assert number in words and CODE in words, (who, words)
        assert IDNO not in words and "13800138000" not in words, who
    assert sql("office", looks, number) == [(0,)]
    words = client.words_of(person("checker").get(f"/apply/{case}/paper/form").body)
    assert IDNO in words and "13800138000" in words, words
    assert sql("office", looks, number) == [(1,)]


def agreement_kept():
    """R-070, R-249: not without it; version, moment, signer, digest."""
    case = draft()
    answer(case, seal_name=once("章"))
    for item in PAPERS:
        upload(person("applicant"), "apply", case, item)
    b = person("applicant")
    page = b.get(f"/apply/{case}/check")
    assert "挂失前已经完成的签章由使用单位负责" in page.plain
    page = b.submit("/submit", {"declare": "1"})
    assert page.status == 400 and state(case) == "draft"
    send(b, "apply", case)
    pages = [b.get(f"/apply/{case}"),
             person("checker").get(f"/approve/{case}")]
    said = re.compile(r"第 1 版，\d{4}年\d+月\d+日 \d\d:\d\d 由景经办签署，"
                      r"全文 SM3 ([0-9a-f]{64})")
    digests = {said.search(p.plain).group(1) for p in pages}
    assert len(digests) == 1
    assert "签名有效" in pages[0].plain
    assert sql("office", "SELECT agreement, declared FROM application WHERE"
               " request = ?", case) == [(1, 1)]


def told_promptly():
    """R-067: the notice stands with the decision, the time is measured."""
    case = submitted(seal_name=once("章"))
    page = decide("checker", case, "reject")
    assert page.status == 400 and state(case) == "submitted"
    decide("checker", case, "reject", note="不在受理范围，请到市级窗口")
    (number,) = request(case, "number")
    (at,) = sql("office", "SELECT at FROM request_event WHERE request = ?"
                " AND event = 'reject'", case)[0]
    told = sql("office", "SELECT n.created FROM notice n JOIN person p ON"
               " p.id = n.person WHERE p.login = 'applicant' AND n.body"
               " LIKE ?", f"%{number}%")
    assert len(told) == 1, told
    assert 0 <= told[0][0] - at < 1000, "not at once"
    for path in (f"/apply/{case}", "/apply/mine"):
        page = person("applicant").get(path)
        assert "不在受理范围，请到市级窗口" in page.plain, path
        assert "不予受理" in page.plain and number in page.plain, path


def every_step_has_its_time():
    """R-072, R-252: number, business, channel, desk, times; whom to ask."""
    case = submitted(seal_name=once("章"))
    number, channel = request(case, "number, channel")
    assert channel == "online"
    page = person("applicant").get(f"/apply/{case}")
    for word in (number, "申领", "演示区公共就业服务中心"):
        assert word in page.plain, word
    lines = sql("office", "SELECT event, at FROM request_event WHERE"
                " request = ? ORDER BY seq", case)
    assert lines[0][0] == "create" and lines[-1][0] == "submit"
    assert all(a[1] <= b[1] for a, b in zip(lines, lines[1:]))
    page = person("applicant").get(f"/apply/{case}/done")
    assert "0990-0000004" in page.plain, "no telephone of the own desk"


def nowhere(page):
    """Neither as a word, in groups or not, nor within a tag."""
    for number in (IDNO, "13800138000"):
        assert number not in page.plain and number not in page.text, page.url


def masked():
    """R-231: masked on every page; shown with a right and a reason."""
    case = submitted(seal_name=once("章"))
    (number,) = request(case, "number")
    b = person("checker")
    for path in ("/approve", "/approve/list?tab=all", f"/approve/{case}",
                 f"/issue/{case}"):
        page = b.get(path)
        nowhere(page)
    b.get(f"/approve/{case}")
    shown = "SELECT COUNT(*) FROM audit WHERE action = 'personal.show'" \
        " AND object = ? AND result = ?"
    page = b.submit("/reveal", {"reason": ""})
    assert page.status == 400
    nowhere(page)
    assert sql("office", shown, number, "refused") == [(1,)]
    b.get(f"/approve/{case}")
    page = b.submit("/reveal", {"reason": "电话核对身份"})
    assert page.status == 200 and IDNO in page.plain
    assert "13800138000" in page.plain
    assert sql("office", shown + " AND reason = '电话核对身份'", number,
               "ok") == [(1,)]
    for login in ("approver", "operator", "maker", "applicant"):
        other = person(login)
        page = other.post(f"/approve/{case}/reveal", {
            "csrf": token(other), "reason": "看看"})
        assert page.status == 403, login
        nowhere(page)


def false_papers():
    """R-069: the unit is marked, applies for nothing more until a supervisor
    lifts it."""
    before, case = draft(), submitted(seal_name=once("章"))
    (number,) = request(case, "number")
    page = decide("checker", case, "return", v_agent="fault",
                  p_agent="expired", falsified="1")
    assert page.status == 400 and state(case) == "submitted"
    page = decide("checker", case, "reject", falsified="1")
    assert page.status == 400 and state(case) == "submitted"
    page = decide("checker", case, "reject", note="批复系伪造", falsified="1")
    assert state(case) == "rejected", page.plain[:400]
    page = person("applicant").get(f"/apply/{case}")
    assert "认定提供虚假材料：批复系伪造" in page.plain
    assert "签名有效" in page.plain
    try:
        answer(before, seal_name=once("章"))
        for item in PAPERS:
            upload(person("applicant"), "apply", before, item)
        page = send(person("applicant"), "apply", before)
        assert state(before) == "draft" and number in page.plain, \
            page.plain[:400]
        assert "监管单位解除" in page.plain
        assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
                   " 'unit.falsified' AND result = 'ok' AND reason ="
                   " '批复系伪造'")[0][0] >= 1
        (unit,) = request(case, "unit")
        path = f"/admin/unit/{unit}/act/lift-falsified"
        assert person("business").get(path).status == 403
    finally:
        lifted(case)
    page = send(person("applicant"), "apply", before)
    assert state(before) == "submitted", page.plain[:400]


def lifted(case):
    (unit,) = request(case, "unit")
    b = person("supervisor")
    page = b.get(f"/admin/unit/{unit}")
    assert "提供虚假材料" in page.plain
    b.get(f"/admin/unit/{unit}/act/lift-falsified")
    page = press(b, "/act/lift-falsified", {"reason": ""})
    assert page.status == 400, "lifted without a reason"
    page = press(b, "/act/lift-falsified", {"reason": "已补正并作出说明"})
    assert page.status == 200 and "提供虚假材料" not in page.plain


# --- making ----------------------------------------------------------------------------------

def raw_posts(case):
    """Every step of the way as its bare POST, complete in itself."""
    enter = {"approving_name": "演示区公共就业服务中心",
             "approving_region": "990102"}
    deliver = {"receiver": "鲍保管", "number": IDNO}
    drawn = {"act": "put", "ring_text": UNIT, "lower_text": "合同专用章",
             "centre": "star", "mm_w": "40", "mm_h": "40"}
    checks = {"v_" + item: "ok" for item in PAPERS}
    return {
        "verify": ("checker", f"/approve/{case}/decide",
                   dict(checks, act="verify"), None),
        "picture": ("maker", f"/issue/{case}/draw", drawn, {}),
        "confirm": ("applicant", f"/apply/{case}/confirm-image", {}, None),
        "enter": ("maker", f"/issue/{case}/enter", enter, {}),
        "approve": ("approver", f"/approve/{case}/decide",
                    {"act": "approve"}, None),
        "certify": ("maker", f"/issue/{case}/step", {"act": "certify"},
                    None),
        "code": ("maker", f"/issue/{case}/step", {"act": "code"}, None),
        "generate": ("maker", f"/issue/{case}/step", {"act": "generate"},
                     None),
        "load": ("maker", f"/issue/{case}/step", {"act": "load"}, None),
        "deliver": ("checker", f"/issue/{case}/deliver", deliver, None),
        "activate": ("keeper", f"/apply/{case}/activate", {}, None),
    }


def out_of_order(case, due):
    """Each step but the one that is due: refused, and nothing moved."""
    was = request(case, "state, rev")
    lines = sql("office", "SELECT COUNT(*) FROM request_event WHERE request"
                " = ?", case)
    seals = sql("keyd", "SELECT COUNT(*) FROM key_seal")
    for name, (login, path, fields, files) in raw_posts(case).items():
        if name == due:
            continue
        b = person(login)
        page = b.post(path, dict(fields, csrf=token(b)), files)
        assert page.status in (400, 409), (due, name, page.status)
        assert request(case, "state, rev") == was, (due, name)
    assert sql("office", "SELECT COUNT(*) FROM request_event WHERE request"
               " = ?", case) == lines
    assert sql("keyd", "SELECT COUNT(*) FROM key_seal") == seals


def in_order():
    """R-076: out of order refused, in order completed; R-011: by people of
    two functions."""
    case = submitted(seal_name=once("合同专用章"))
    out_of_order(case, "verify")
    decide("checker", case, "verify", **{"v_" + i: "ok" for i in PAPERS})
    walk(case, before=out_of_order)
    out_of_order(case, None)
    assert state(case) == "completed"
    return case


def apart(case):
    """R-011: who decides does not make, who makes does not decide."""
    for login in ("checker", "approver", "operator"):
        b = person(login)
        page = b.get(f"/issue/{case}")
        assert 'value="generate"' not in page.text, login
        page = b.post(f"/issue/{case}/step", {"csrf": token(b),
                                              "act": "generate"})
        assert page.status == 403, (login, page.status)
    b = person("maker")
    page = b.post(f"/approve/{case}/decide", {"csrf": token(b),
                                              "act": "verify"})
    assert page.status == 403 and b.get("/approve").status == 403


def der(data):
    """The children of a DER value: (tag, content), one level."""
    out, at = [], 0
    while at < len(data):
        tag, n, at = data[at], data[at + 1], at + 2
        if n & 0x80:
            size = n & 0x7f
            n = int.from_bytes(data[at:at + size], "big")
            at += size
        out.append((tag, data[at:at + n]))
        at += n
    return out


def moment(value):
    """A GeneralizedTime or UTCTime as digits since the year."""
    text = value.decode().rstrip("Z")
    return text if len(text) == 14 else "20" + text


def dates_of(cert):
    text = client.tool("openssl", "x509", "-inform", "DER", "-noout", "-startdate",
                "-enddate", "-dateopt", "iso_8601", data=cert).decode()
    return [re.sub(r"\D", "", line.split("=")[1])
            for line in text.split("\n")[:2]]


def sealed_data(case):
    """The SESeal of a case, read here: esid, version, property, picture."""
    (seal,) = seal_of(case, "id")
    cert, data = sql("office", "SELECT cert, der FROM seal_version WHERE"
                     " seal = ?", seal)[0]
    info = der(der(der(data)[0][1])[0][1])
    return cert, der(info[0][1]), info[1][1], der(info[2][1]), der(
        info[3][1])


def years_later(text, months):
    year, month = divmod(int(text[:4]) * 12 + int(text[4:6]) - 1 + months,
                         12)
    return f"{year:04d}{month + 1:02d}{text[6:]}"


def valid_as_long(case, months):
    """R-119, R-120: seal and certificate to the second, as the policy
    says."""
    cert, _, _, prop, _ = sealed_data(case)
    first, last = dates_of(cert)
    times = [moment(v) for t, v in prop if t in (0x17, 0x18)]
    assert times[-2:] == [first, last], (times, first, last)
    assert last == years_later(first, months), (first, last)


def holds_all(case):
    """R-124, R-078: what a seal carries, by a reader of our own."""
    code, name = seal_of(case, "code, name")
    cert, head, esid, prop, picture = sealed_data(case)
    assert head[0][1] == b"ES" and head[1][1] == b"\x04", head
    assert esid.decode() == code and re.fullmatch(r"H990102\d{8}\w", code)
    assert prop[0][1] == b"\x04", "HT is type 04"
    assert prop[1][1].decode() == name
    assert prop[2][1] == b"\x01", "a list of certificates"
    listed = der(prop[3][1])
    assert cert in [v for _, v in listed], "not the owner's certificate"
    subject = client.tool("openssl", "x509", "-inform", "DER", "-noout", "-subject",
                   "-nameopt", "utf8", data=cert).decode()
    assert UNIT in subject and name in subject, subject
    assert picture[0][1] == b"PNG" and picture[1][1].startswith(b"\x89PNG")
    assert [int.from_bytes(v, "big") for _, v in picture[2:4]] == [40, 40]
    assert sql("office", "SELECT source FROM seal_code WHERE code = ?",
               code) == [("industry",)]
    page = person("keeper").get("/account/seals")
    card = page.plain[page.plain.find(code) - 400:][:900]
    assert "软件密钥" in card, card
    sent = {c for c, in sql("office", "SELECT DISTINCT channel FROM outbox")}
    assert sent <= {"sms", "mail"}, "something went to another system"


def public_key(cert):
    text = client.tool("openssl", "x509", "-inform", "DER", "-noout", "-pubkey",
                data=cert)
    return text


def verifies(info, signature, cert):
    """SM2 over the bytes, by OpenSSL alone."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("info", info), ("sig", signature),
                           ("key", public_key(cert))):
            with open(os.path.join(folder, name), "wb") as f:
                f.write(data)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key",
             "-rawin", "-digest", "sm3", "-in", "info", "-sigfile", "sig",
             "-pkeyopt", "distid:1234567812345678"], cwd=folder,
            capture_output=True, check=False)
        return done.returncode == 0


def signed_by_its_maker(case):
    """R-122: another program verifies it; one bit, and it fails."""
    (seal,) = seal_of(case, "id")
    (data,) = sql("office", "SELECT der FROM seal_version WHERE seal = ?",
                  seal)[0]
    outer = whole(data)[0]
    info, cert, _, signature = whole(data[outer[1]:outer[2]])
    inner = data[outer[1]:outer[2]]
    body = inner[info[0]:info[2]]
    maker = inner[cert[1]:cert[2]]
    value = inner[signature[1] + 1:signature[2]]	# unused bits first
    assert verifies(body, value, maker)
    for at in (10, len(body) // 2, len(body) - 3):
        bad = body[:at] + bytes([body[at] ^ 1]) + body[at + 1:]
        assert not verifies(bad, value, maker), at


def whole(data):
    """As der(), but where each value begins, its content and its end."""
    out, at = [], 0
    while at < len(data):
        begin, n, at = at, data[at + 1], at + 2
        if n & 0x80:
            size = n & 0x7f
            n = int.from_bytes(data[at:at + size], "big")
            at += size
        out.append((begin, at, at + n))
        at += n
    return out


def measured(case):
    """R-104: the proof printed at 100 %, 40 mm within half a one."""
    data = person("maker").get(f"/issue/{case}/paper/proof").body
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.pdf")
        with open(path, "wb") as f:
            f.write(data)
        client.tool("pdftoppm", "-r", "254", "-l", "1", path, folder + "/p")
        name = [p for p in os.listdir(folder) if p.endswith(".ppm")][0]
        with open(os.path.join(folder, name), "rb") as f:
            head, body = re.match(rb"(P6\s+(\d+)\s+(\d+)\s+255\s)(.*)",
                                  f.read(), re.S).group(1, 4)
    wide = int(head.split()[1])
    xs, ys = [], []
    for y in range(750, 1300):		# below the table, above the ruler
        line = body[y * wide * 3:(y + 1) * wide * 3]
        red = [x for x in range(wide) if line[3 * x] > 150 and
               line[3 * x + 1] < 110 and line[3 * x + 2] < 110]
        if red:
            xs += (red[0], red[-1])
            ys.append(y)
    size = [(max(v) - min(v) + 1) / 10 for v in (xs, ys)]
    assert all(abs(mm - 40) <= 0.5 for mm in size), size


def shorter():
    """R-120: one year where the policy says so."""
    with Policy("P-03", "12m"):
        case = verified(seal_name=once("章"))
    walk(case, "generate")
    valid_as_long(case, 12)


def database(text, *values):
    db = sqlite3.connect(os.path.join(client.VAR, "store/office.db"),
                         timeout=20)
    db.execute(text, values)
    db.commit()
    db.close()


DPI, PER_MM = 300, 300 / 25.4


def stamped_scan(sheet):
    """The printed sheet with a red ring of 42 mm in its frame, as a scanner
    hands it over: PNG, 300 dpi."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(sheet)
        f.flush()
        ppm = subprocess.run(["pdftoppm", "-r", str(DPI), "-singlefile",
                              f.name], check=True, capture_output=True
                             ).stdout
    _, width, high, _, _ = ppm[:40].split(maxsplit=4)
    width, high = int(width), int(high)
    line, rows = width * 3, ppm[len(ppm) - width * high * 3:]
    page = bytearray(rows)
    left, right = (int(mm * PER_MM) * 3 for mm in (80, 130))
    frame = [y for y in range(high)
             if max(page[y * line + left:y * line + right]) < 128]
    middle = (frame[0] + frame[-1]) / 2         # its two long lines
    for radius, ink in ((21, b"\xc8\x14\x1e"), (19.5, b"\xff" * 3),
                        (6, b"\xc8\x14\x1e")):
        reach = radius * PER_MM
        for y in range(int(middle - reach), int(middle + reach) + 1):
            half = max(reach ** 2 - (y - middle) ** 2, 0) ** .5
            x, n = int(width / 2 - half), int(2 * half)
            page[y * line + x * 3:y * line + (x + n) * 3] = ink * n
    raw = b"".join(b"\0" + page[y * line:(y + 1) * line]
                   for y in range(high))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))

    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, high, 8, 2, 0, 0,
                                       0)) +
            chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1)) +
            chunk(b"IDAT", zlib.compress(raw, 1)) + chunk(b"IEND", b""))


def sheet_scanned():
    """R-102: the sheet carries frame, bar and the request's number; its scan
    is known by them, and another request's is refused by name."""
    cases = [verified(seal_name=once("章")) for _ in range(2)]
    number, other = (request(c, "number")[0] for c in cases)
    maker = person("maker")
    paper = maker.get(f"/issue/{cases[0]}/paper/collect").body
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(paper)
        f.flush()
        words = subprocess.run(["pdftotext", f.name, "-"], check=True,
                               capture_output=True, text=True).stdout
    for word in (number, "请在方框内居中盖印一次", "毫米"):
        assert word in words, (word, words)
    scan = stamped_scan(paper)
    sent = {"file": ("scan.png", scan, "image/png")}
    page = bench("maker", cases[1], "/scan", {"act": "preview"}, sent,
                 "/scan")
    assert page.status in (200, 400), page.status
    assert f"扫描件是办件 {number} 的采集表，不是本件的" in page.plain, \
        page.plain[:600]
    assert number != other
    b = person("checker")       # who signs the comparison
    page = bench("checker", cases[0], "/scan", {"act": "preview"}, sent,
                 "/scan")
    assert "二维码与本件办件编号相符" in page.plain, page.plain[:600]
    assert "按采集表方框测得" in page.plain, page.plain[:600]
    assert re.search(r"4[12]\.\d × 4[12]\.\d 毫米，规定", page.plain), \
        page.plain[:600]
    # what came and what was made of it are both kept
    page = press(b, "/scan", {"act": "put", "same": "same",
                              "override": "试验用印迹"}, {})
    assert state(cases[0]) == "image", page.plain[:600]
    kept = maker.get(f"/issue/{cases[0]}/paper/scan")
    assert kept.status == 200 and kept.body == scan
    assert looks(number)[-1] == ("章制作", "ok", "scan")


def looks(thing):
    """Who saw this imprint, or was refused."""
    return sql("office", "SELECT p.name, a.result, a.reason FROM audit a"
               " JOIN person p ON p.id = a.person WHERE a.action ="
               " 'imprint.view' AND a.object = ? ORDER BY a.seq", thing)


def imprints_watched(used):
    """R-112: who has no part in making it sees a placeholder and is refused
    at the address; each look is an entry."""
    case = verified(seal_name=once("章"))
    walk(case, "picture")
    (number,) = request(case, "number")
    assert looks(number) == []
    b = person("keeper")        # of the unit, not yet of this seal
    page = b.get(f"/apply/{case}")
    assert "只对申请人、本章保管人和经办人员显示" in page.plain
    assert "/imprint" not in page.text
    assert not page.has_form("/reject-image"), "not theirs to refuse"
    assert b.get(f"/apply/{case}/imprint").status == 403
    assert looks(number) == [("鲍保管", "refused", "印模不对这个岗位开放")]
    seen = 1
    for login, path in (("applicant", "apply"), ("checker", "approve"),
                        ("approver", "approve"), ("maker", "issue")):
        b = person(login)
        source = re.search(rf'src="(/{path}/{case}/imprint[^"]*)"',
                           b.get(f"/{path}/{case}").text)
        assert source, (login, b.page.plain[:400])
        assert len(looks(number)) == seen, "a page is not a look"
        for _ in range(2):
            page = b.get(source.group(1))
            assert page.status == 200 and page.body[:4] == b"\x89PNG"
            seen += 1
            assert len(looks(number)) == seen, login
        assert looks(number)[-1][1] == "ok"
    person("maker").get(f"/issue/{case}/paper/proof")
    assert looks(number)[-1] == ("章制作", "ok", "proof")
    for login, status in (("requester", 403), ("business", 403),
                          ("auditor", 403)):
        for path in ("apply", "approve", "issue"):
            assert person(login).get(f"/{path}/{case}/imprint").status == \
                status, (login, path)
    # once the seal is made: its keeper, and who uses the unit's seals
    (seal,) = seal_of(used, "id")
    (number,) = request(used, "number")
    page = person("keeper").get(f"/apply/{used}")
    assert "/imprint" in page.text, page.plain[:400]
    assert person("keeper").get(f"/apply/{used}/imprint").status == 200
    assert looks(number)[-1][:2] == ("鲍保管", "ok")
    for login, path in (("keeper", f"/account/seals/{seal}/picture"),
                        ("requester", f"/stamp/seal/{seal}/picture")):
        before = len(looks(seal))
        assert person(login).get(path).status == 200
        assert len(looks(seal)) == before + 1, login
        database("UPDATE seal SET unit = (SELECT id FROM unit WHERE"
                 " id <> seal.unit LIMIT 1) WHERE id = ?", seal)
        try:
            assert person(login).get(path).status == 403, login
        finally:
            database("UPDATE seal SET unit = ? WHERE id = ?",
                     request(used, "unit")[0], seal)
        assert looks(seal)[-1][1:] == ("refused", "不是本单位的印章")


def confirmed_picture():
    """R-110: not without a confirmation, nor for another picture."""
    case = verified(seal_name=once("章"))
    walk(case, "deliver")
    (imprint,) = sql("office", "SELECT id FROM imprint WHERE request = ?",
                     case)[0]
    database("UPDATE imprint SET confirmed = NULL WHERE id = ?", imprint)
    b = person("keeper")
    raw = raw_posts(case)["activate"]
    page = b.post(raw[1], {"csrf": token(b)})
    assert page.status == 409 and "尚未确认这一印模" in page.plain
    database("UPDATE imprint SET confirmed = 1 WHERE id = ?", imprint)
    columns = [c[1] for c in sql("office", "PRAGMA table_info(imprint)")]
    copied = ", ".join({"id": "'" + "0" * 26 + "'", "added": "added + 1",
                        "confirmed": "NULL"}.get(c, c) for c in columns)
    database(f"INSERT INTO imprint SELECT {copied} FROM imprint WHERE id ="
             " ?", imprint)
    page = b.post(raw[1], {"csrf": token(b)})
    assert page.status == 409 and state(case) == "delivered"
    database("DELETE FROM imprint WHERE id = ?", "0" * 26)
    page = b.post(raw[1], {"csrf": token(b)})
    assert state(case) == "completed", page.plain[:400]
    (code,) = seal_of(case, "code")		# its kind, in the list
    page = b.get("/account/seals")
    card = page.plain[page.plain.index(code):][:200]
    assert "种类 合同专用章" in card, card


def post_seal():
    """R-017, R-015, R-249: person and post are asked for, kept and printed."""
    fields, items = KINDS["post"]
    case = draft()
    for left_out in ("holder_name", "holder_role"):
        page = answer(case, seal_name="申审核", **dict(fields,
                                                       **{left_out: ""}))
        assert page.status == 400 and f'id="e-{left_out}"' in page.text
    case = verified(items, seal_name="申审核" + random.choice(TEN), **fields)
    walk(case, "deliver")
    assert sql("office", "SELECT holder_name, holder_role FROM application"
               " WHERE request = ?", case) == [("申审核", "legal")]
    words = client.words_of(person("checker").get(
        f"/issue/{case}/paper/receipt").body)
    for word in ("申审核", "法定代表人", "挂失前已经完成的签章由使用单位负责",
                 "不得转借"):
        assert word in words, (word, words)
    _, _, _, prop, _ = sealed_data(case)
    assert prop[0][1] == b"\x05", "name seals are type 05"


# --- use ----------------------------------------------------------------------------------------

def enrolled(role, name):
    """One more person of the unit, with a PIN of the own."""
    login = role + "".join(random.choices("0123456789", k=6))
    (unit,) = sql("office", "SELECT id FROM unit WHERE name = ?", UNIT)[0]
    b = person("ra-admin")
    b.get(f"/admin/unit/{unit}/enrol")
    page = press(b, "/enrol", {
        "login": login, "name": name, "idno": client.citizen(),
        "phone": "139" + "".join(random.choices("0123456789", k=8)),
        role: "1"})
    one_time = re.search(r'id="once">([^<]+)<', page.text).group(1)
    n = Browser()
    n.get("/account/signin")
    n.submit("/account/signin", {"login": login, "pin": one_time})
    n.get("/account/pin")
    page = n.submit("/account/pin", {"old": one_time, "new": client.PIN,
                                     "again": client.PIN})
    assert "口令已更换" in page.plain, page.plain[:300]
    steps.people[login] = n
    (who,) = sql("office", "SELECT id FROM person WHERE login = ?", login)[0]
    return unit, login, who


def set_path(unit, *who):
    b = person("business")
    b.get(f"/admin/unit/{unit}/review")
    fields = {f"step{i + 1}": v for i, v in enumerate(who + ("",) * 3)
              if i < 3}
    return press(b, "/review", dict(fields, reason="与实物印章一致"))


def use_of(seal):
    q = person("requester")
    q.get(f"/stamp/new?seal={seal}")
    page = q.submit("/stamp/new", {
        "seal": seal, "title": "两步审核的通知", "class": "official",
        "purpose": "发文", "secret": "open"},
        {"file": ("a.pdf", pdf(), "application/pdf")})
    assert page.url.endswith("/place"), page.plain[:400]
    return page.url[:-len("/place")]


def use_state(base):
    return sql("office", "SELECT state FROM use_request WHERE id = ?",
               base.rsplit("/", 1)[1])[0][0]


def two_steps(case):
    """R-156: stamping is refused until both have agreed."""
    unit, login, who = enrolled("reviewer", "钱主任")
    (seal,) = seal_of(case, "id")
    (first,) = sql("office", "SELECT id FROM person WHERE login ="
                   " 'reviewer'")[0]
    page = set_path(unit, first, first)
    assert page.status == 400 and "不同的人" in page.plain
    page = set_path(unit, "any", "", who)
    assert page.status == 400, "a gap between the steps"
    page = set_path(unit, first, who)
    assert page.status == 200, page.plain[:400]
    try:
        return both_agree(seal, login)
    finally:
        assert set_path(unit, "any").status == 200


def both_agree(seal, login):
    base, q = use_of(seal), person("requester")
    one, two = person("reviewer"), person(login)
    q.get(base + "/check")
    press(q, "/submit")
    page = two.post(base + "/take", {"csrf": token(two)})
    assert page.status == 409 and "指定的其他审核员" in page.plain
    one.get(base)
    one.submit("/take")
    press(one, "/review", {"decision": "agree", "note": "内容属实"})
    assert use_state(base) == "review"
    page = q.get(base)
    assert "共 2 步，已同意 1 步" in page.plain and not page.has_form("/stamp")
    for b, action in ((q, "/stamp"), (person("keeper"), "/keeper")):
        page = b.post(base + action, {
            "csrf": token(b), "requester": "1", "file": "1", "reviewer": "1",
            "seal": "1"})
        assert page.status == 409, (action, page.status)
        assert use_state(base) == "review"
    page = one.post(base + "/review", {"csrf": token(one),
                                       "decision": "agree", "note": ""})
    assert page.status == 409 and use_state(base) == "review"
    assert "等待您审核" in two.get("/account/inbox").plain
    page = two.get(base)
    press(two, "/review", {"decision": "agree", "note": "同意发文"})
    assert use_state(base) == "approved"
    page = q.get(base)
    assert "申审核、钱主任" in page.plain
    page = press(q, "/stamp")
    assert use_state(base) == "stamped", page.plain[:400]
    return base


def class_excluded(case):
    """R-171: a class the law excludes: not asked for, and what was approved
    before is not stamped; the page says which law, the trail that it was."""
    (seal,) = seal_of(case, "id")
    base, q = use_of(seal), person("requester")
    q.get(base + "/check")
    press(q, "/submit")
    person("reviewer").get(base)
    person("reviewer").submit("/take")
    press(person("reviewer"), "/review", {"decision": "agree", "note": ""})
    assert use_state(base) == "approved"
    count = "SELECT COUNT(*) FROM audit WHERE action = 'use.create' AND" \
        " result = 'refused' AND reason LIKE '%P-43%'"
    before = sql("office", count)[0][0]
    with Policy("P-43", "official voucher"):
        q.get(f"/stamp/new?seal={seal}")
        page = q.submit("/stamp/new", {
            "seal": seal, "title": "不该盖的通知", "class": "official",
            "purpose": "发文", "secret": "open"},
            {"file": ("a.pdf", pdf(), "application/pdf")})
        assert page.status == 400 and 'id="e-class"' in page.text
        assert "电子签名法第三条" in page.plain and "公文" in page.plain
        assert "不该盖的通知" in page.text, "what was typed is kept"
        assert sql("office", count)[0][0] == before + 1
        page = q.post(base + "/stamp", {"csrf": token(q)})
        assert page.status == 409 and "P-43" in page.plain
        assert use_state(base) == "approved"
        page = person("business").get("/admin/policies")
        assert "公文、凭证" in page.plain
    page = q.get(base)
    page = press(q, "/stamp")
    assert use_state(base) == "stamped", page.plain[:400]


def set_roles(who, unit, *roles):
    b = person("ra-admin")
    path = f"/admin/person/{who}/roles/{unit}"
    fields = b.get(path).form(path)["fields"]
    page = b.post(path, dict({role: "1" for role in roles},
                             csrf=fields["csrf"], rev=fields["rev"],
                             reason="岗位调整"))
    if "请输入口令" in page.plain:
        page = b.submit(path, {"pin": client.PIN})
    assert page.status == 200, page.plain[:400]


def rights_at_once(case):
    """R-166: made, granted, withdrawn, granted again: each holds with the
    next page of the session that is open, and stands in the trail."""
    unit, login, who = enrolled("requester", "孙用章")
    (seal,) = seal_of(case, "id")
    n = person(login)
    page = n.get(f"/stamp/new?seal={seal}")
    assert page.status == 200 and page.has_form("/stamp/new"), page.plain
    fields = {"csrf": token(n), "seal": seal, "title": "岗位调整前的通知",
              "class": "official", "purpose": "发文", "secret": "open"}
    page = n.post("/stamp/new", fields,
                  {"file": ("a.pdf", pdf(), "application/pdf")})
    assert page.url.endswith("/place"), page.plain[:400]
    base = page.url[:-len("/place")]
    count = "SELECT COUNT(*) FROM use_request WHERE requester = ?"
    assert sql("office", count, who)[0][0] == 1
    set_roles(who, unit, "reviewer")
    for page in (n.get("/stamp/new"), n.post("/stamp/new", fields, {
            "file": ("a.pdf", pdf(), "application/pdf")})):
        assert page.status == 403, (page.status, page.plain[:200])
    page = n.post(base + "/submit", {"csrf": token(n)})
    assert page.status in (403, 409), page.status
    assert use_state(base) == "draft"
    assert sql("office", count, who)[0][0] == 1
    assert "审核" in n.get("/account/me").plain
    set_roles(who, unit, "requester")
    page = n.get(f"/stamp/new?seal={seal}")
    assert page.status == 200 and page.has_form("/stamp/new")
    kept = [a for (a,) in sql("office", "SELECT action FROM audit WHERE"
                              " object = ? ORDER BY seq", login)]
    kept += [a for (a,) in sql("office", "SELECT action FROM audit WHERE"
                               " object = ? ORDER BY seq", who)]
    assert len([a for a in kept if a.startswith("person.")]) >= 3, kept


def traced(base):
    """R-216: one page from the request to the stamp, each signed."""
    page = person("requester").get(base)
    text = page.plain
    words = ["提交用章申请", "永用章", "申审核", "内容属实", "钱主任",
             "同意发文", "盖章", "两步审核的通知"]
    for word in words:
        assert word in text, word
    assert text.count("签名有效") == 3, text[-900:]
    for line in ("盖章前文件摘要", "盖章后文件摘要", "印章"):
        assert line in text, line


# --- the end of a seal -----------------------------------------------------------------------------

REASONS = {"dissolved": 5, "physical-ended": 5, "electronic-ended": 5,
           "key-compromise": 1, "damaged": 5, "stolen": 1, "lost": 1}


def cancel_case(code, reason):
    b = person("keeper")
    b.get("/cancel")
    page = b.submit("/cancel/new", {"seal": code, "reason": reason,
                                    "note": "试"})
    found = re.search(r"/cancel/([0-9a-z]{26})", page.url)
    return found.group(1) if found else None


def each_reason(case):
    """R-089: each is taken, another is not."""
    (code,) = seal_of(case, "code")
    for reason in REASONS:
        one = cancel_case(code, reason)
        assert one and request(one, "reason") == (reason,), reason
        b = person("keeper")
        b.get(f"/cancel/{one}")
        press(b, "/withdraw")
        assert state(one) == "withdrawn"
    assert cancel_case(code, "tired-of-it") is None


def audited_secrets(case):
    return sql("office", "SELECT COUNT(*) FROM audit WHERE object = ? AND"
               " result = 'refused' AND reason LIKE 'R-233%'", case)[0][0]


def kept_files():
    return (sql("office", "SELECT COUNT(*) FROM material"),
            sql("content", "SELECT COUNT(*) FROM content"))


def secret_upload(b, business, case):
    """R-233: a material that is a secret, or of which nothing is said."""
    page = b.get(f"/{business}/{case}/materials")
    assert NOTICE in page.plain, page.plain[:300]
    before, tries = kept_files(), audited_secrets(case)
    for said, words, audited in (("", "请选择文件密级", 0),
                                 ("secret", NO_SECRETS, 1)):
        page = upload(b, business, case, "sealed", secret=said)
        assert page.status == 400 and words in page.plain, page.plain[:400]
        assert 'href="#f-sealed-secret"' in page.text, said
        assert 'id="e-sealed-secret"' in page.text, said
        form = page.form("/materials/sealed")
        assert form["fields"].get("secret", "") == said, form["fields"]
        others = page.form("/materials/agent")["fields"]
        assert "secret" not in others, others
        assert audited_secrets(case) == tries + audited, said
    assert kept_files() == before, "something of a refused file is there"
    page = upload(b, business, case, "sealed", b"no PDF", secret="open")
    form = page.form("/materials/sealed")
    assert page.status == 400 and form["fields"]["secret"] == "open"
    b.get(f"/{business}/{case}/materials")
    page = b.submit("/materials/sealed", {"secret": ""}, {})
    assert "有 2 处需要修改" in page.plain, page.plain[:400]


def secrets_outside():
    """R-233: the application, then its materials, then the counter's."""
    case, name = draft(), once("密章")
    page = person("applicant").get(f"/apply/{case}/answers")
    assert NOTICE in page.plain, page.plain[:300]
    page = answer(case, seal_name=name, secret="secret")
    assert page.status == 400 and NO_SECRETS in page.plain
    assert 'id="e-secret"' in page.text and name in page.text
    assert page.form("/answers")["fields"]["secret"] == "secret"
    assert audited_secrets(case) == 1
    answers = "SELECT org_code, seal_name, secret FROM application" \
        " WHERE request = ?"
    assert sql("office", answers, case) == [("", "", "")]
    page = answer(case, seal_name=name, secret="")
    assert page.status == 400 and 'id="e-secret"' in page.text
    assert sql("office", answers, case) == [(CODE, name, "")]
    b = person("applicant")
    secret_upload(b, "apply", case)
    for item in PAPERS:
        upload(b, "apply", case, item)
    send(b, "apply", case)
    assert state(case) == "draft", "sent with nothing said of secrets"
    assert answer(case, seal_name=name).status == 200
    send(b, "apply", case)
    assert state(case) == "submitted"
    b = person("checker")
    b.get("/approve/new")
    page = b.submit("/approve/new", {
        "org_code": CODE, "org_name": UNIT, "org_type": "institution",
        "org_region": "990102", "org_address": "演示区四号路 5 号"})
    secret_upload(b, "apply", re.search(r"/apply/([0-9a-z]{26})",
                                        page.url).group(1))


def papers_of_an_end(case):
    """R-063: 注销 and 挂失 with each paper left out; R-233: or secret."""
    (code,) = seal_of(case, "code")
    for business, word in (("cancel", "注销原因说明书"),
                           ("loss", "丢失原因说明书")):
        labels = dict(LABELS, sealed=word)
        b = person("keeper")
        if business == "cancel":
            one = cancel_case(code, "electronic-ended")
        else:
            page = b.post("/loss/new", {"csrf": token(b), "seal": code})
            one = re.search(r"/loss/([0-9a-z]{26})", page.url).group(1)
            b.get(f"/loss/{one}/reason")
            b.submit("/reason", {"reason": "carrier-lost", "next": "wait",
                                 "note": ""})
        secret_upload(b, business, one)
        each_left_out(business, one, PAPERS, labels)
        page = send(b, business, one)
        assert state(one) == "submitted", page.plain[:300]
        b.get(f"/{business}/{one}")
        press(b, "/withdraw")
        assert state(one) == "withdrawn"


def listed_reason(serial):
    data = Browser().get("/crl/seals.crl").body
    text = client.tool("openssl", "crl", "-inform", "DER", "-noout", "-text",
                data=data).decode()
    at = text.upper().find(serial.upper())
    return text[at:at + 400].split("Serial Number")[0] if at > 0 else ""


def compromised(case):
    """R-089, R-204: a leaked key ends the certificate with that reason, and
    the public query knows at once."""
    seal, code = seal_of(case)
    one = cancel_case(code, "key-compromise")
    b = person("keeper")
    for item in PAPERS:
        upload(b, "cancel", one, item)
    send(b, "cancel", one)
    decide("checker", one, "verify", **{"v_" + i: "ok" for i in PAPERS})
    decide("approver", one, "assent", note="同意")
    time.sleep(1.1)     # a list says seconds: that of the stamp counts as ended
    decide("operator", one, "revoke")
    ended = time.monotonic()
    assert state(one) == "completed"
    (at,) = sql("office", "SELECT at FROM seal_event WHERE seal = ? AND"
                " to_state = 'revoked'", seal)[0]
    answer_ = Browser().get(f"/status/query?code={code}").text
    assert '"revoked"' in answer_, answer_[:300]
    assert time.monotonic() - ended < 1 and at > 0
    (serial,) = sql("office", "SELECT serial FROM seal_version WHERE seal ="
                    " ?", seal)[0]
    end = time.monotonic() + 8
    while "Key Compromise" not in listed_reason(serial):
        assert time.monotonic() < end, listed_reason(serial)
        time.sleep(0.3)
    return one


def said_of(data):
    """The verdict of an uploaded file: its page, its word, and the reason
    codes of the seal's state then and now."""
    b = Browser()
    b.get("/verify")
    page = b.submit("/verify/file", None, {
        "file": ("文件.pdf", data, "application/pdf")})
    assert page.status == 200, page.plain[:300]
    answer_ = Browser().ask("POST", "/verify/api", data, {
        "Content-Type": "application/pdf", "Origin": "null"})
    got = json.loads(answer_.body)
    axes = got["stamps"][0]["axes"]
    assert axes["file"]["grade"] == axes["seal"]["grade"] == "good", axes
    return page, got["verdict"], axes["then"]["code"], axes["now"]["code"]


def stamped_then_ended(case, base):
    """R-186, R-189: stamped and then revoked, stamped after that, and with
    nobody's word for the time but the file's own."""
    (seal,) = seal_of(case, "id")
    data = person("requester").get(base + "/stamped").body
    assert data[:5] == b"%PDF-"
    use = base.rsplit("/", 1)[1]
    page, *got = said_of(data)
    assert got == ["lapsed", "then.valid", "now.revoked"], got
    assert "用印时有效，印章现已失效" in page.plain, page.plain[:300]
    assert "警示：印章现已失效" in page.plain
    assert "真实有效" not in page.plain
    ended, stamped = (sql("office", text, key)[0][0] for text, key in (
        ("SELECT at FROM seal_event WHERE seal = ? AND to_state = 'revoked'",
         seal), ("SELECT at FROM stamp WHERE use_request = ?", use)))
    assert stamped < ended
    move = ("UPDATE seal_event SET at = ? WHERE seal = ? AND to_state ="
            " 'revoked'")
    database(move, stamped - 1, seal)
    try:
        page, *got = said_of(data)
        assert got == ["invalid", "then.revoked", "now.revoked"], got
        assert re.search(r'class="verdict verdict-bad"[^>]*>\s*<h2>签章无效',
                         page.text), "not the red box"
        assert re.search(r'<li class="bad">(?:(?!</li>).)*用印时印章已注销，签'
                         r'章无效(?:(?!</li>).)*then\.revoked', page.text,
                         re.S), "no sentence with its reason"
    finally:
        database(move, ended, seal)
    (known,) = sql("office", "SELECT signature FROM stamp WHERE use_request"
                   " = ?", use)[0]
    record = "UPDATE stamp SET signature = ? WHERE use_request = ?"
    database(record, bytes(32), use)    # a stamp our record does not have
    try:
        page, *got = said_of(data)
        assert got == ["unknown", "then.no-proof", "now.revoked"], got
        assert "无法判断" in page.plain and "真实有效" not in page.plain
    finally:
        database(record, known, use)
    assert said_of(data)[1] == "lapsed"


def is_final(case, one):
    """R-090: nothing brings it back."""
    seal, code = seal_of(case)
    keeper, operator = person("keeper"), person("operator")
    tries = (
        (keeper, "/loss/urgent", {"seal": code}),
        (keeper, "/loss/new", {"seal": code}),
        (keeper, "/cancel/new", {"seal": code, "reason": "damaged",
                                 "note": "", "rev": ""}),
        (keeper, f"/apply/{case}/activate", {}),
        (operator, f"/approve/{one}/decide", {"act": "release",
                                              "note": "试"}),
        (operator, f"/approve/{case}/decide", {"act": "release",
                                               "note": "试"}),
        (operator, f"/approve/{one}/decide", {"act": "revoke"}),
    )
    lines = sql("office", "SELECT COUNT(*) FROM seal_event WHERE seal = ?",
                seal)
    for b, path, fields in tries:
        page = b.post(path, dict(fields, csrf=token(b)))
        assert page.status in (400, 403, 409), \
            (path, fields, page.status, page.plain[:200])
        assert seal_of(case, "state") == ("revoked",), path
    assert sql("office", "SELECT COUNT(*) FROM seal_event WHERE seal = ?",
               seal) == lines
    assert sql("keyd", "SELECT state FROM key_seal WHERE code = ?",
               code) == [("revoked",)]
    page = person("requester").get("/stamp/new?choose=1")
    card = page.text[page.text.find(code):]
    assert "印章已注销" in card[:600] or code not in page.text


def nobody_else(case):
    """R-021: strangers and people of no right are refused, and known people
    on the record."""
    before = sql("office", "SELECT COUNT(*) FROM audit WHERE result ="
                 " 'refused'")[0][0]
    tries = 0
    for name, (_, path, fields, files) in raw_posts(case).items():
        page = Browser().post(path, fields, files, follow=False)
        assert page.status in (303, 403), (name, page.status)
        assert page.status == 403 or "/account/signin" in \
            page.headers["Location"], name
        b = person("requester")
        page = b.post(path, dict(fields, csrf=token(b)), files)
        assert page.status == 403, (name, page.status)
        tries += 1
    after = sql("office", "SELECT COUNT(*) FROM audit WHERE result ="
                " 'refused'")[0][0]
    assert after - before >= tries, (after - before, tries)


def nothing_is_deleted(case):
    """R-220: no address deletes what was made."""
    tables = ("request", "request_event", "seal", "seal_version",
              "seal_event", "seal_code", "imprint", "delivery", "statement")
    count = {t: sql("office", f"SELECT COUNT(*) FROM {t}") for t in tables}
    (seal,) = seal_of(case, "id")
    for login in ("business", "system", "ra-admin", "maker", "operator"):
        b = person(login)
        for path in (f"/issue/{case}", f"/approve/{case}", f"/apply/{case}",
                     f"/admin/unit/{request(case, 'unit')[0]}",
                     f"/stamp/seal/{seal}/picture"):
            page = b.ask("DELETE", path, headers={
                "Origin": b.base.geturl()})
            assert page.status in (400, 403, 405, 501), (path, page.status)
            page = b.post(path + "/delete", {"csrf": token(b)})
            assert page.status in (403, 404, 405), (path, page.status)
    for t in tables:
        assert sql("office", f"SELECT COUNT(*) FROM {t}") >= count[t], t


def main():
    tap.test("R-013 unit types are the profile's", unit_types)
    tap.test("R-014 the personal category is the profile's", categories)
    tap.test("R-015 R-016 sub-kinds, and the name of a branch", sub_kinds)
    tap.test("R-010 the catalogue of kinds, and of which one only", catalogue)
    tap.test("R-065 the physical seal comes first", physical_first)
    tap.test("R-063 R-064 identity by category, each proof left out",
             identity_by_category)
    tap.test("R-233 state secrets stay outside", secrets_outside)
    tap.test("R-071 the written request, printed and back", written_request)
    tap.test("R-071 R-231 the written request before desk and keeper",
             written_request_by_others)
    tap.test("R-070 the agreement is kept with version, signer, digest",
             agreement_kept)
    tap.test("R-067 a refusal is told at once", told_promptly)
    tap.test("R-072 R-252 number, desk and times; whom to ask",
             every_step_has_its_time)
    tap.test("R-231 masked; shown with a reason, on the record", masked)
    tap.test("R-069 false papers bar the unit until a supervisor lifts it",
             false_papers)
    made = tap.test("R-076 each step out of order is refused", in_order)
    if made:
        tap.test("R-011 deciding and making are apart", apart, made)
        tap.test("R-119 R-120 valid as long as its certificate, three years",
                 valid_as_long, made, 36)
        tap.test("R-078 R-124 what a seal carries", holds_all, made)
        tap.test("R-122 OpenSSL verifies it, one bit changed and not",
                 signed_by_its_maker, made)
        tap.test("R-104 the proof at 100 % has the size ruled", measured,
                 made)
        tap.test("R-171 a class of documents the law excludes",
                 class_excluded, made)
        tap.test("R-166 rights to a seal given and taken, at once",
                 rights_at_once, made)
        used = tap.test("R-156 two reviewers, one after the other",
                        two_steps, made)
        if used:
            tap.test("R-216 from request to stamp on one page", traced, used)
        tap.test("R-089 each reason of an end", each_reason, made)
        tap.test("R-063 R-233 each paper of 注销 and 挂失", papers_of_an_end, made)
        tap.test("R-021 nobody else makes", nobody_else, made)
        tap.test("R-220 nothing is deleted", nothing_is_deleted, made)
        ended = tap.test("R-089 R-204 a leaked key", compromised, made)
        if ended:
            tap.test("R-090 an end is final", is_final, made, ended)
        if ended and used:
            tap.test("R-186 R-189 stamped and ended: then and now",
                     stamped_then_ended, made, used)
    tap.test("R-120 one year where the policy says so", shorter)
    tap.test("R-102 the sheet printed, stamped, scanned: this request's",
             sheet_scanned)
    if made:
        tap.test("R-112 an imprint is shown to whom it concerns, each look "
                 "kept", imprints_watched, made)
    tap.test("R-110 the confirmation is for this picture", confirmed_picture)
    tap.test("R-253 R-076 P-36 approved before there is a picture",
             permitted_first)
    tap.test("R-073 fees are noted; unpaid, the delivery warns", fees_noted)
    tap.test("R-015 R-017 R-249 a post seal and its issue sheet", post_seal)
    steps.leave()
    tap.end()


main()
