#!/usr/bin/env python3
"""Rules by region as data: one office takes on each profile as its
administrator would, and a seal goes from the applicant's first page to its
activation, stamps a document and is verified; what differs from the default
is looked at on the way, allowed and refused.  Then the code before the
certificate, and three persons.
Usage: profiles_flow.py BUILD; it starts an office of its own.
Rules: R-006 R-011 R-013 R-014 R-027 R-065 R-073 R-076 R-079 R-088 R-093
R-095 R-110 R-131 R-132 R-133 R-134 R-194 R-240 R-243 R-253, P-01 P-02 P-04 P-06
P-08 P-09 P-10 P-11 P-12 P-17 P-18 P-19 P-23 P-28 P-32 P-33 P-34 P-35 P-36 P-37
P-39 P-45."""
import contextlib
import datetime
import json
import os
import re
import time

from own import office
import attack_kit as kit
import client
import filing_stub as stub
import steps
from client import Browser, Tap, pdf, press
from policies import Policy, adopt, path_of
from steps import (PAPERS, answer, at_front, bench, decide, draft, person,
                   post, query, request, seal_of, send, sql, state,
                   submitted, token, upload, wait_for, write)

tap = Tap()
folder = stub.Folder()
os.environ["SSL_CERT_FILE"] = folder.cert
DB = "store/office.db"
DAY = 86400000
OK = {"v_" + item: "ok" for item in PAPERS}
PHYSICAL = {"physical_number": "9901020000001", "physical_date": "2026-01-05"}
EVIDENCE = {"evidence": ("赋码.pdf", pdf("code"), "application/pdf")}
POLICE = {"police_info": "公安印章 7", "receipt": "BA-2026-7",
          "police_key": "00112233445566778899aabbccddeeff"}
SHORT = ["organ", "institution"]
LONG = SHORT + ["people", "social", "enterprise", "individual", "other"]
sides, seals, shift = {}, {}, [0.0]
serial = [0]

# What each profile is to show, besides the seal's way: the rows of Part 4.
# window: days before the end inside and outside of P-01; grace: P-02; ways:
# P-04; lost: P-06; scope: P-09; due: P-11 in ms; types: P-23; personal: P-19
# with what the region calls it; opened: P-33; anew: P-37 "full".
PROFILES = {
    "ldt": {
        "window": (80, 100), "grace": 1, "ways": ["self", "papers"],
        "desk": 1, "lost": ["new"], "scope": "industry", "due": DAY,
        "types": SHORT, "personal": None, "source": "采集表", "anew": 1,
    },
    "xinyang": {
        "window": (20, 40), "grace": 0, "ways": ["papers"], "desk": 0,
        "lost": ["end"], "scope": "cross", "due": DAY, "types": LONG,
        "personal": None, "source": "实物印章", "anew": 1,
    },
    "guangdong": {
        "window": (20, 40), "grace": 0, "ways": ["papers"], "desk": 1,
        "lost": ["end"], "scope": "cross", "due": 600000,
        "types": LONG + ["party", "congress", "consultative", "court",
                         "procuratorate"],
        "personal": "电子个人签名", "source": "公安、申请人", "anew": 1,
        "physical": ["unit", "post"],
    },
    "weihai": {
        "window": (80, 100), "grace": 1, "ways": ["self", "papers"],
        "desk": 1, "lost": ["end"], "scope": "cross", "due": DAY,
        "types": LONG, "personal": "电子私章", "source": "公安、申请人",
        "anew": 1, "physical": ["unit", "post", "personal"],
    },
    "weihai-employment": {
        "window": (80, 100), "grace": 0, "ways": ["papers"], "desk": 1,
        "lost": ["wait"], "scope": "industry", "due": DAY,
        "types": ["service", "employer"], "personal": "个人手写签名",
        "source": "窗口", "opened": 1, "anew": 0, "org_type": "service",
    },
    "national": {
        "window": (80, 100), "grace": 1, "ways": ["self", "papers"],
        "desk": 1, "lost": ["wait", "new"], "scope": "industry", "due": DAY,
        "types": SHORT, "personal": None, "source": "公安、申请人",
        "anew": 0,
    },
}


def tick(days=0.004):
    """Some minutes later: what was to be sent has been tried."""
    shift[0] += days
    steps.people.clear()
    client.shift_clock(shift[0])
    minute = int(time.time() * 1000 + shift[0] * DAY) // 60000 * 60000
    assert wait_for(lambda: steps.period_done("filings") >= minute, 60)


def options(page, name):
    """The values a choice offers."""
    field = re.search(rf'(?s)<select[^>]*name="{name}".*?</select>',
                      page.text)
    if field:
        return [v for v in re.findall(r'value="([^"]*)"', field.group(0))
                if v]
    return re.findall(rf'name="{name}" value="([^"]+)"', page.text)


def filings(code, seal, columns="f.state, f.kind"):
    return sql("office", f"SELECT {columns} FROM filing f JOIN filing_target"
               " t ON t.id = f.target WHERE t.code = ? AND f.seal = ?"
               " ORDER BY f.created, f.id", code, seal)


# --- taking a profile on --------------------------------------------------------

def adopted(name):
    """R-027, R-243: one version under two signatures, and nothing is left to
    change."""
    (version,) = sql("office", "SELECT MAX(version) FROM policy")[0]
    page = adopt(name)
    asked = path_of(page).rsplit("/", 1)[1]
    rows = sql("office", "SELECT profile, state, version FROM policy_request"
               " WHERE id = ?", asked)
    assert rows == [(name, "applied", version + 1)], rows
    assert page.plain.count("签名有效") == 2, page.plain[-900:]
    assert sql("office", "SELECT COUNT(*) FROM statement WHERE subject = ?",
               asked) == [(2,)]
    page = person("business").get("/admin/profile/" + name)
    assert "与本方案一致" in page.plain, page.plain[:600]
    page = person("business").get("/admin/profiles")
    assert re.search(rf'/profile/{name}">[^<]*</a> <strong[^>]*>使用中<',
                     page.text), name


def who_adopts():
    """R-027, R-243: by whom, with a reason, not over another's change; each
    value beside its clause and since when that is in force."""
    b = person("business")
    page = b.get("/admin/profiles")
    for words in ("2022年6月1日起施行", "征求意见稿，没有施行",
                  "2020年7月27日至2022年7月26日，已届满"):
        assert words in page.plain, words
    page = b.get("/admin/profile/xinyang")
    for words in ("P-36", "30 天", "施行日期不明", "跨行业",
                  "WH 13 2020年7月27日至2022年7月26日，已届满"):
        assert words in page.plain, words
    assert "与本方案一致" not in page.plain
    path = "/admin/profile/xinyang/apply"
    page = b.get(path)
    before = sql("office", "SELECT name, value, version FROM policy ORDER BY"
                 " name")
    fields = page.form(path)["fields"]
    for login in ("system", "maker", "applicant", "supervisor"):
        page = post(login, path, reason="试验", day="", rev=fields["rev"])
        assert page.status == 403, (login, page.status)
    page = b.post(path, dict(fields, reason=""))
    assert page.status == 400 and "id=\"e-reason\"" in page.text
    page = b.post(path, dict(fields, reason="按本地规定", rev="0"))
    assert page.status == 400 and "新的版本" in page.plain, page.plain[:400]
    assert b.get("/admin/profile/atlantis").status == 404
    assert b.get("/admin/profile/atlantis/apply").status == 404
    assert sql("office", "SELECT name, value, version FROM policy ORDER BY"
               " name") == before
    page = b.get("/admin/policies")
    text = page.plain
    for words in ("LDT 续期 2022年6月1日起施行",
                  "WH 13 2020年7月27日至2022年7月26日，已届满",
                  "XY 11 施行日期不明", "GD 12 征求意见稿，没有施行",
                  "WHJY 30 2021年11月1日至2026年10月31日，已届满",
                  "国办发〔2025〕33 号 2025年9月27日起施行"):
        assert words in text, (words, text[:3000])
    # what is done in one way alone is shown, and not to be chosen
    for rule, value in (("P-05", "new"), ("P-07", "none"), ("P-15", "3"),
                        ("P-25", "never"), ("P-26", "48h"),
                        ("P-27", "left"), ("P-29", "none")):
        page = b.get(f"/admin/policy/{rule}")
        assert "不可修改" in page.plain and not page.has_form(
            f"/admin/policy/{rule}"), rule
        page = b.post(f"/admin/policy/{rule}", {
            "csrf": token(b), "value": value, "reason": "试验",
            "day": "", "rev": fields["rev"]})
        assert page.status == 400, (rule, page.status)
    change = b.get("/admin/policies/change").form("/change")["fields"]
    assert "P-14" in change and not {"P-05", "P-15", "P-29"} & set(change)
    page = b.get("/admin/policy/P-02")
    assert "WH 13，《威海市电子印章管理暂行办法》，2020年7月27日" in \
        page.plain, page.plain[:600]


# --- the application ----------------------------------------------------------------

def offered(name, want):
    """P-09, P-19, P-23, P-39: what the form offers and what it refuses."""
    case = draft()
    page = person("applicant").get(f"/apply/{case}/answers")
    assert options(page, "org_type") == want["types"], options(page,
                                                               "org_type")
    assert page.form("/answers")["fields"]["scope"] == want["scope"]
    mine = want.get("org_type", "institution")
    wrong = "enterprise" if "enterprise" not in want["types"] else "employer"
    page = answer(case, org_type=wrong, seal_name=steps.UNIT + name)
    assert page.status == 400 and 'id="e-org_type"' in page.text, name
    extra = dict(PHYSICAL) if want.get("physical") else {}
    page = answer(case, org_type=mine, category="personal", sub_kind="SM",
                  holder_name="鲍保管", seal_name="鲍保管", **extra)
    if want["personal"] is None:
        assert page.status == 400 and 'id="e-category"' in page.text, name
        page = person("applicant").get(f"/apply/{case}/answers")
        assert "personal" not in options(page, "category")
    else:
        assert page.status == 200, (name, page.plain[:400])
        page = person("applicant").get(f"/apply/{case}/answers")
        assert "personal" in options(page, "category")
        assert want["personal"] in page.plain, want["personal"]
    page = answer(case, org_type=mine, category="unit", sub_kind="HT",
                  holder_name="", seal_name=steps.UNIT + name)
    if "unit" in want.get("physical", []):
        assert page.status == 400 and 'id="e-physical_number"' in page.text
    else:
        assert page.status == 200, (name, page.plain[:400])
    at_front("applicant", case, "/withdraw")


def applied(name, want, **more):
    fields = dict({"seal_name": steps.UNIT + name + "章", "scope": "",
                   "org_type": want.get("org_type", "institution")}, **more)
    if want.get("physical"):
        fields.update(PHYSICAL)
    return submitted(**fields)


def own_seal_applied(want):
    """A staff member's personal seal, and the organisation's word on it."""
    case = draft()
    page = answer(case, category="personal", sub_kind="SM", scope="",
                  org_type=want.get("org_type", "institution"),
                  holder_name="鲍保管", seal_name="鲍保管" + str(len(seals)),
                  **(PHYSICAL if want.get("physical") else {}))
    assert page.status == 200, page.plain[:400]
    upload(person("applicant"), "apply", case, "holder")
    page = send(person("applicant"), "apply", case)
    assert state(case) == "submitted", page.plain[:500]
    b = person("reviewer")
    b.get(f"/apply/{case}/need")
    press(b, "/need", {"agreed": "yes", "note": "办理就业登记"})
    return case


# --- making -------------------------------------------------------------------------

def hand(case, **more):
    """The code the platform gave, as a clerk brings it."""
    serial[0] += 1
    number = f"990102{serial[0]:08d}"
    b = person("maker")
    b.get(f"/issue/{case}/coding/hand")
    return b.submit("/coding/hand", dict(
        {"code": number, "again": number, "police_info": "",
         "police_key": "", "receipt": "", "pin": ""}, **more), EVIDENCE)


def step(name, case, then=None):
    take, usual = next((t, s) for n, t, s in steps.STEPS if n == name)
    page = take(case)
    assert state(case) == (then or usual), (name, state(case), page.status,
                                            page.plain[:500])
    return page


def coded(case, name, then="coded"):
    """R-079, P-10: "after", the code alone; "before", all that is filed."""
    if sql("office", "SELECT scope FROM application WHERE request = ? ORDER"
           " BY version DESC", case)[0][0] == "industry":
        step("code", case, then)
        return
    before = sql("office", "SELECT value FROM policy WHERE name ="
                 " 'P-10'")[0][0] == "before"
    at = state(case)
    if before:
        page = hand(case)
        assert page.status == 400 and "在生成印章前备案" in page.plain, name
        assert state(case) == at
        page = hand(case, **POLICE)
    else:
        page = hand(case)
    assert state(case) == then, (name, page.plain[:500])


def pictured(case, name):
    """P-17, P-18, R-110: the source the region's rules want is shown; the
    picture waits for its confirmation, or (GD 10) the activation does."""
    page = person("maker").get(f"/issue/{case}")
    assert "印模来源（P-17）：" + PROFILES[name]["source"] + "。" in \
        page.plain.replace(" ", ""), page.plain[:900]
    if name != "guangdong":
        step("picture", case)
        page = post("maker", f"/issue/{case}/enter", rev="",
                    approving_name="演示区公共就业服务中心",
                    approving_region="990102")
        assert page.status in (400, 409) and state(case) == "image"
        step("confirm", case)
        return
    step("picture", case, "confirmed")
    page = person("applicant").get(f"/apply/{case}")
    assert not page.has_form("/confirm-image")
    assert not page.has_form("/reject-image")


def activated(case, name):
    if name == "guangdong":
        page = post("keeper", f"/apply/{case}/activate", rev="")
        assert page.status == 409 and "尚未确认这一印模" in page.plain
        assert state(case) == "delivered"
        due = request(case, "due")
        page = at_front("applicant", case, "/confirm-image")
        assert state(case) == "delivered" and request(case, "due") == due
        page = person("applicant").get(f"/apply/{case}")
        assert not page.has_form("/confirm-image"), "once is enough"
    step("activate", case)


def made(case, name):
    """From the verdict to the activation."""
    pictured(case, name)
    for each in ("enter", "approve", "certify"):
        step(each, case)
    coded(case, name)
    for each in ("generate", "load", "deliver"):
        step(each, case)
    activated(case, name)
    return seal_of(case)


def not_licensed(case):
    """R-006, P-32: refused without a licence, made with it."""
    page = post("maker", f"/issue/{case}/step", act="certify", note="",
                rev="")
    assert page.status == 409 and "电子认证服务许可证" in page.plain
    assert state(case) == "approved"
    (unit,) = sql("office", "SELECT maker FROM request WHERE id = ?",
                  case)[0]
    today = datetime.date.today()
    b = person("business")
    b.get(f"/admin/unit/{unit}/licence")
    page = b.submit("/licence", {
        "number": "ECP-1", "issuer": "国家密码管理部门", "pin": "",
        "from": str(today - datetime.timedelta(30)), "reason": "登记",
        "last": str(today + datetime.timedelta(300))}, {
            "scan": ("licence.pdf", pdf("licence"), "application/pdf")})
    assert "，有效" in page.plain, page.plain[:500]


def permitted(case):
    """R-253, P-36 "before": no picture until the approver permits it."""
    page = decide("checker", case, "verify", **OK)
    assert state(case) == "to-permit", page.plain[:400]
    page = steps.post("maker", f"/issue/{case}/draw", act="put")
    assert page.status in (400, 409) and state(case) == "to-permit"
    decide("approver", case, "permit", note="同意刻制")
    assert state(case) == "verified"


# --- using --------------------------------------------------------------------------

def stamped(seal, name, want):
    """P-28, P-33: a document, its line, and what a scan shows of it."""
    q, v = person("requester"), person("reviewer")
    q.get(f"/stamp/new?seal={seal}")
    page = q.submit("/stamp/new", {
        "seal": seal, "title": name + "的通知", "class": "official",
        "purpose": "发文", "secret": "open"},
        {"file": ("a.pdf", pdf(), "application/pdf")})
    assert page.url.endswith("/place"), page.plain[:400]
    base = page.url[:-len("/place")]
    q.get(base + "/check")
    press(q, "/submit")
    v.get(base)
    v.submit("/take")
    press(v, "/review", {"decision": "agree", "note": ""})
    q.get(base)
    page = press(q, "/stamp")
    assert "已盖章" in page.plain, page.plain[:500]
    data = q.get(base + "/stamped").body
    found = Browser().ask("POST", "/verify/api", data, {
        "Content-Type": "application/pdf", "Origin": "null"})
    assert json.loads(found.body)["verdict"] == "genuine", found.body[:600]
    (handle, opened) = sql("office", "SELECT handle, disclosure FROM stamp"
                           " WHERE use_request = ?",
                           base.rsplit("/", 1)[1])[0]
    page = Browser().get(f"/v/{handle}")
    original = Browser().get(f"/v/{handle}/original")
    if want.get("opened"):
        assert opened == "open" and original.status == 200, name
        assert "第 1 页" in original.plain, original.plain[:400]
        assert "不公开原件" not in page.plain
        # its document has ended, so the national text is cited
        assert "国办发〔2025〕33号" in original.plain
        assert "第四条" not in original.plain
    else:
        assert opened == "facts" and original.status == 404, name
        assert "不公开原件" in page.plain


def cited():
    """P-28, R-243: what is in force is cited; with the next profile, whose day
    nobody knows, the national text is, and administrators are told."""
    said = "人力资源社会保障电子文件"
    assert wait_for(lambda: said in Browser().get("/verify").plain, 80)
    page = person("business").get("/admin/policies")
    assert "改引国家规定" not in page.plain


def not_cited(name):
    page = person("business").get("/admin/policies")
    assert ("改引国家规定" in page.plain) == (name not in ("ldt",
                                                          "national")), name


# --- what ends ----------------------------------------------------------------------

def ends_in(seal, days):
    """As if its certificate ended so many days from now; what it was."""
    at = int(time.time() * 1000 + shift[0] * DAY) + days * DAY
    was = sql("office", "SELECT valid_to FROM seal_version WHERE seal = ?",
              seal)[0][0]
    write(DB, "UPDATE seal_version SET valid_to = ? WHERE seal = ?", at, seal)
    return was


def renewed(seal, code, name, want):
    """R-093, R-095, P-01, P-02, P-04: when renewing opens and ends, in which
    ways, and by whom."""
    k, (inside, outside) = person("keeper"), want["window"]
    was = ends_in(seal, inside)
    try:
        page = k.get("/renew")
        assert code in page.text, (name, page.plain[:400])
        assert options(page, "reason") == want["ways"], (
            name, options(page, "reason"))
        for way in {"self", "papers"} - set(want["ways"]):
            page = post("keeper", "/renew/new", seal=code, reason=way,
                        note="", rev="")
            assert page.status == 400, (name, way)
        page = post("checker", "/renew/new", seal=code, reason="papers",
                    note="", rev="")
        if want["desk"]:
            case = re.search(r"/renew/([0-9a-z]{26})", page.url)
            assert case, (name, page.plain[:400])
            b = person("checker")
            b.get(f"/renew/{case.group(1)}")
            press(b, "/withdraw")
            assert state(case.group(1)) == "withdrawn"
        else:
            assert page.status == 400 and "P-04" in page.plain, name
        ends_in(seal, outside)
        assert code not in k.get("/renew").text, name
        page = post("keeper", "/renew/new", seal=code, reason="papers",
                    note="", rev="")
        assert page.status == 400 and "起可以办理续期" in page.plain, name
        ends_in(seal, -1)
        assert (code in k.get("/renew").text) == bool(want["grace"]), name
        if not want["grace"]:
            page = post("keeper", "/renew/new", seal=code, reason="papers",
                        note="", rev="")
            assert page.status == 400 and "超过了可以续期" in page.plain
    finally:
        write(DB, "UPDATE seal_version SET valid_to = ? WHERE seal = ?", was,
              seal)


def lost(code, name, want):
    """P-06, R-088: what may follow is what the rules know; a case ready for
    the desk."""
    page = post("keeper", "/loss/new", seal=code)
    case = re.search(r"/loss/([0-9a-z]{26})", page.url).group(1)
    b = person("keeper")
    page = b.get(f"/loss/{case}/reason")
    assert options(page, "next") == want["lost"], (name, options(page,
                                                                 "next"))
    for other in {"wait", "new", "end"} - set(want["lost"]):
        b.get(f"/loss/{case}/reason")
        page = b.submit("/reason", {"reason": "carrier-lost", "note": "",
                                    "next": other})
        assert page.status == 400 and "P-06" in page.plain, (name, other)
    b.get(f"/loss/{case}/reason")
    b.submit("/reason", {"reason": "carrier-lost", "note": "",
                         "next": want["lost"][-1]})
    for item in PAPERS:
        upload(b, "loss", case, item)
    send(b, "loss", case)
    assert state(case) == "submitted"
    decide("checker", case, "verify", **OK)
    assert state(case) == "verified"
    {"end": lost_ends, "new": lost_anew, "wait": lost_waits}[
        want["lost"][-1]](case, code, name, want)


def tried(login, case, act, **more):
    """A deed past the page, as it is refused."""
    was = state(case)
    page = post(login, f"/approve/{case}/decide", act=act, note="", **more)
    assert page.status in (400, 409), (act, page.status, page.plain[:300])
    assert state(case) == was
    return page


def lost_ends(case, code, name, want):
    """XY 16, GD 18, WH 20: revoked and published, by two persons."""
    page = tried("operator", case, "freeze")
    assert "P-06" in page.plain, page.plain[:300]
    tried("operator", case, "revoke")
    assert query(code)["state"] == "active"
    assert case in person("approver").get("/approve").text, "waits for them"
    decide("approver", case, "assent", note="同意")
    page = decide("operator", case, "revoke")
    assert state(case) == "completed", page.plain[:400]
    assert query(code)["state"] == "revoked"
    assert sql("keyd", "SELECT s.state, c.reason FROM key_seal s JOIN"
               " key_cert c ON c.serial = s.serial WHERE s.code = ?",
               code) == [("revoked", 1)]
    page = Browser().get("/status/notices?q=" + code)
    assert code in page.plain.replace(" ", ""), name


def lost_anew(case, code, name, want):
    """LDT 挂失: frozen, a new seal asked for; P-37, with which papers."""
    tried("approver", case, "assent")
    assert case not in person("approver").get("/approve").text
    decide("operator", case, "freeze")
    assert state(case) == "old-handled" and query(code)["state"] == "lost"
    (child,) = sql("office", "SELECT id FROM request WHERE parent = ?",
                   case)[0]
    kept = {r[0] for r in sql("office", "SELECT item FROM material WHERE"
                              " request = ? AND live = 1", child)}
    assert kept == (set() if want["anew"] else set(PAPERS)), (name, kept)
    if "wait" in want["lost"]:
        decide("operator", case, "release", note="载体已找回")
        assert state(case) == "completed"
        assert query(code)["state"] == "active"
    else:
        page = tried("operator", case, "release")
        assert "P-06" in page.plain, page.plain[:300]
        assert query(code)["state"] == "lost"


def lost_waits(case, code, name, want):
    """WHJY 32: frozen, and released when it is found."""
    decide("operator", case, "freeze")
    assert query(code)["state"] == "lost"
    decide("operator", case, "release", note="载体已找回")
    assert state(case) == "completed" and query(code)["state"] == "active"


# --- one profile after the other ------------------------------------------------------

def whole(name):
    """From the first page to a stamped document, under this profile."""
    want = PROFILES[name]
    adopted(name)
    not_cited(name)
    offered(name, want)
    case = applied(name, want)
    if name == "xinyang":
        permitted(case)
    else:
        decide("checker", case, "verify", **OK)
        assert state(case) == "verified", name
    if name != "xinyang":
        seal, code = made(case, name)
    else:
        pictured(case, name)
        step("enter", case)
        step("approve", case)
        not_licensed(case)
        step("certify", case)
        coded(case, name)
        for each in ("generate", "load", "deliver", "activate"):
            step(each, case)
        seal, code = seal_of(case)
    assert query(code)["state"] == "active"
    assert sql("office", "SELECT scope FROM seal WHERE id = ?", seal) == \
        [(want["scope"],)]
    assert code.startswith("H") == (want["scope"] == "industry"), code
    seals[name] = (seal, code)
    stamped(seal, name, want)
    filed(name, want)
    renewed(seal, code, name, want)
    return seal, code


def filed(name, want):
    """R-131, R-132, R-133, R-134, P-10, P-11, P-12: who is told, until when."""
    seal = seals[name][0]
    rows = filings("police", seal, "f.kind, f.due - f.at")
    assert rows == [("made", want["due"])], (name, rows)
    kinds = [k for k, in filings("national", seal, "f.kind")]
    assert kinds == (["made", "activated"] if want["scope"] == "cross"
                     else []), (name, kinds)
    kinds = [k for k, in filings("province", seal, "f.kind")]
    assert kinds == (["made", "activated"] if name == "xinyang" else []), (
        name, kinds)


def personal(name):
    """R-014, P-19: a personal seal, made and put into use."""
    want = PROFILES[name]
    case = own_seal_applied(want)
    decide("checker", case, "verify", v_holder="ok")
    assert state(case) == "verified"
    _, code = made(case, name)
    assert query(code)["state"] == "active"
    assert sql("office", "SELECT category FROM seal WHERE code = ?",
               code) == [("personal",)]


def fees():
    """P-45, R-073: noted with employers' requests, and with no other."""
    case = applied("服务机构", PROFILES["weihai-employment"])
    assert "费用" not in person("checker").get(f"/approve/{case}").plain
    case = applied("用人单位", PROFILES["weihai-employment"],
                   org_type="employer")
    page = person("checker").get(f"/approve/{case}")
    assert re.search("费用 ?未缴", page.plain), page.plain[:400]


def cross_before():
    """P-10 "before", R-079: a cross-industry seal of the national profile has
    its code with all that is filed, or none."""
    case = applied("跨行业", PROFILES["national"], scope="cross")
    decide("checker", case, "verify", **OK)
    seal, code = made(case, "national")
    assert not code.startswith("H") and query(code)["state"] == "active"
    assert [k for k, in filings("national", seal, "f.kind")] == \
        ["made", "activated"]


# --- the province -------------------------------------------------------------------

def target(code, **fields):
    (found,) = sql("office", "SELECT id FROM filing_target WHERE code = ?",
                   code)[0]
    b, path = person("business"), f"/admin/target/{found}"
    shown = dict(b.get(path).form(path)["fields"])
    shown.update(reason="按本地规定", **fields)
    page = b.post(path, shown)
    if "请输入口令" in page.plain and page.has_form(path):
        page = b.submit(path, {"pin": client.PIN})
    assert page.status == 200 and page.url == "/admin/targets", \
        page.plain[:400]


def province():
    """R-132, P-12: the province is told of what was made; down, it is tried
    again and the desk is alarmed after the deadline; up, it has it all, signed
    and with a receipt."""
    side = sides["province"] = stub.Target(folder, "province", os.path.join(
        client.VAR, "clock"))
    side.down()
    target("province", address=side.url, key=folder.public("province"),
           plan="1 5 15")
    seal, code = seals["xinyang"]
    write(DB, "UPDATE filing SET next_try = 0 WHERE seal = ?", seal)
    tick()
    rows = filings("province", seal, "f.id, f.kind, f.state, f.tries")
    assert [r[1:3] for r in rows] == [("made", "waiting"),
                                      ("activated", "waiting")], rows
    assert rows[0][3] >= 1, rows
    tick(25 / 24)
    assert wait_for(lambda: sql(
        "office", "SELECT COUNT(*) FROM filing_event WHERE filing = ? AND"
        " event = 'overdue'", rows[0][0]) == [(1,)])
    page = person("checker").get("/approve")
    assert "备案超时" in page.plain, page.plain[:500]
    side.up()
    write(DB, "UPDATE filing SET next_try = 0 WHERE seal = ?", seal)
    tick()
    rows = filings("province", seal, "f.state, f.receipt_number,"
                   " f.lateness")
    assert all(r[0] == "filed" and r[1].startswith("PROVINCE-")
               for r in rows), rows
    assert rows[0][2] > 0, "late, and it says so"
    sent = {m["kind"]: m["items"] for _, _, m, _ in side.got}
    assert set(sent) == {"made", "activated"}
    assert sent["made"]["sealCode"] == code
    assert sent["made"]["scope"] == "cross"
    assert "agent" not in sent["made"], "R-136: the police's alone"


# --- the order of code and certificate --------------------------------------------------

def code_first():
    """R-076, P-34: the code before the certificate, which bears it; each step
    out of its order is refused; off, as ever."""
    for scope in ("industry", "cross"):
        case = applied("先赋码" + scope, PROFILES["national"], scope=scope)
        decide("checker", case, "verify", **OK)
        for each in ("picture", "confirm", "enter", "approve"):
            step(each, case)
        with Policy("P-34", "1"):
            page = post("maker", f"/issue/{case}/step", act="certify",
                        note="", rev="")
            assert page.status == 409 and "先赋码" in page.plain
            assert state(case) == "approved"
            page = person("maker").get(f"/issue/{case}")
            assert page.plain.index("赋码") < page.plain.index("签发证书")
            coded(case, "national", "coded-first")
            (code,) = sql("office", "SELECT code FROM seal_code WHERE request"
                          " = ?", case)[0]
            page = person("maker").get(f"/issue/{case}")
            assert code in page.plain, page.plain[:600]
            for act in ("code", "generate"):
                page = post("maker", f"/issue/{case}/step", act=act, note="",
                            rev="")
                assert page.status == 409, act
                assert state(case) == "coded-first"
        # begun so, it is finished so
        step("certify", case, "coded")
        for each in ("generate", "load", "deliver", "activate"):
            step(each, case)
        assert seal_of(case)[1] == code and query(code)["state"] == "active"
        (der,) = sql("office", "SELECT cert FROM seal_version WHERE request"
                     " = ?", case)[0]
        assert code.encode() in bytes(der), "R-126: the certificate says so"
        assert [e for e, in sql(
            "office", "SELECT event FROM request_event WHERE request = ? AND"
            " event IN ('certify', 'code') ORDER BY seq", case)] == \
            ["code", "certify"]
    case = applied("先发证", PROFILES["national"])
    decide("checker", case, "verify", **OK)
    for each in ("picture", "confirm", "enter", "approve"):
        step(each, case)
    page = post("maker", f"/issue/{case}/step", act="code", note="", rev="")
    assert page.status == 409 and "先签发证书" in page.plain
    step("certify", case)
    with Policy("P-34", "1"):       # certified already: on as it was
        for each in ("code", "generate", "load", "deliver", "activate"):
            step(each, case)
    (der,) = sql("office", "SELECT cert FROM seal_version WHERE request = ?",
                 case)[0]
    assert seal_of(case)[1].encode() not in bytes(der)


# --- who differs --------------------------------------------------------------------

def three_persons():
    """P-35: who verified may approve, and not where three must differ."""
    who, unit = sql("office", "SELECT p.id, g.unit FROM person p JOIN"
                    " role_grant g ON g.person = p.id WHERE p.login ="
                    " 'checker' LIMIT 1")[0]
    b = person("ra-admin")
    path = f"/admin/person/{who}/roles/{unit}"
    fields = b.get(path).form(path)["fields"]
    page = b.post(path, {"checker": "1", "approver": "1", "reason": "兼任",
                         "csrf": fields["csrf"], "rev": fields["rev"]})
    if "请输入口令" in page.plain:
        page = b.submit(path, {"pin": client.PIN})
    assert page.status == 200, page.plain[:400]
    for value, then in (("three", "entered"), ("two", "approved")):
        case = applied("人数" + value, PROFILES["national"])
        decide("checker", case, "verify", **OK)
        for each in ("picture", "confirm", "enter"):
            step(each, case)
        with Policy("P-35", value) if value == "three" else \
                contextlib.nullcontext():
            b = person("checker")
            page = b.get(f"/approve/{case}")
            assert ("P-35" in page.plain) == (value == "three"), (
                value, page.plain[:900])
            page = b.post(f"/approve/{case}/decide", {
                "csrf": token(b), "act": "approve", "note": "", "rev": ""})
            if "请输入口令" in page.plain:
                page = b.submit("/decide", {"pin": client.PIN})
            assert state(case) == then, (value, page.plain[:400])
            if value == "three":
                step("approve", case)
    person("checker").get("/")


# --- what idles ---------------------------------------------------------------------

def idle():
    """P-08, R-240: a year unused, Guangdong's seal stops, warned first; where
    the rule is off nothing does."""
    adopt("guangdong")
    seal, code = seals["guangdong"]
    case = applied("闲置", PROFILES["guangdong"])
    decide("checker", case, "verify", **OK)
    seal, code = made(case, "guangdong")
    write(DB, "UPDATE policy SET value = '0d' WHERE name = 'P-08'")
    steps.on_day(shift[0] + 367, "unused")
    said = "SELECT COUNT(*) FROM notice WHERE kind = 'unused'"
    assert sql("office", said) == [(0,)]
    write(DB, "UPDATE policy SET value = '12m' WHERE name = 'P-08'")
    steps.on_day(shift[0] + 368, "unused")
    assert sql("office", said)[0][0] > 0, "warned"
    assert query(code)["state"] == "active"
    steps.on_day(shift[0] + 377, "unused")
    assert wait_for(lambda: query(code)["state"] == "suspended")


def main():
    with office:
        tap.test("R-027 R-243 who takes a profile on; clauses beside values",
                 who_adopts)
        for name in PROFILES:
            if not tap.test(f"{name}: a seal from first page to last", whole,
                            name):
                continue
            if name == "ldt":
                tap.test("P-28 R-243 what is in force is cited", cited)
            if name == "xinyang":
                tap.test("R-132 P-12 the province is told", province)
            if PROFILES[name]["personal"]:
                tap.test(f"R-014 P-19 {name}: a personal seal", personal,
                         name)
            if name == "weihai-employment":
                tap.test("P-45 R-073 employers' fees", fees)
            tap.test(f"P-06 P-37 {name}: what follows a loss", lost,
                     seals[name][1], name, PROFILES[name])
        tap.test("P-10 R-079 filed before it is made", cross_before)
        tap.test("R-076 P-34 the code before the certificate", code_first)
        tap.test("P-35 R-011 three persons where the rule says so",
                 three_persons)
        tap.test("P-08 R-240 guangdong: a year unused", idle)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


main()
