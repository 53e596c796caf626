#!/usr/bin/env python3
"""Who is responsible where, and what goes wrong: the authorities of a region in
filings and notices; incidents from an alarm to their end;
refusals of electronic seals; the periodic report.  Usage: incident_flow.py
BUILD; an office of its own.  Rules: R-022 R-030 R-217 R-247 R-248 R-009 R-023
R-027 R-069, P-43 P-48."""
import datetime
import os
import re
import subprocess

from own import office
import attack_kit as kit
import client
import steps
from client import Browser, Tap, press
from policies import Policy
from steps import person, post, seal_of, sql, token, verified, walk, write

tap = Tap()
known = {}
COUNTY = "990102"
KINDS = {"management": "演示区政务服务局", "police": "演示区公安分局",
         "crypto": "演示区密码管理局"}


def audit(action, result="ok"):
    return sql("office", "SELECT COUNT(*) FROM audit WHERE action = ? AND"
               " result = ?", action, result)[0][0]


def doctor(name):
    out = subprocess.run(
        [os.path.join(office.bin, "jianyin"), "doctor"], text=True,
        capture_output=True, env=dict(os.environ, JIANYIN_CONF=os.path.join(
            office.data, "jianyin.conf")), check=False).stdout
    return next(row for row in out.split("\n") if name in row)


# --- R-022 ------------------------------------------------------------------------

def authority(region, kind, login="business", **fields):
    b = person(login)
    path = f"/admin/authority/{region}/{kind}"
    page = b.get(path)
    if page.status != 200 or not page.has_form(path):
        return page
    shown = dict(page.form(path)["fields"])
    shown.update({"reason": "机构调整", "phone": "0990-1110000"}, **fields)
    return press(b, path, shown)


def r022_three_authorities_are_filled():
    """R-022: what will not do is refused; filled, the list shows them; each
    change is signed, audited and kept."""
    page = person("business").get("/admin/authorities")
    assert page.status == 200 and "演示市公安局" in page.plain
    assert "沿用演示市" in page.plain, page.plain[:600]
    for fields, word in (({"name": ""}, "部门名称"),
                         ({"name": "局", "phone": "1"}, "部门名称"),
                         ({"name": "某局", "phone": ""}, "联系电话"),
                         ({"name": "某局", "mail": "nobody"}, "邮"),
                         ({"name": "某局", "reason": ""}, "理由"),
                         ({"name": "某局", "rev": "9"}, "他人修改")):
        page = authority(COUNTY, "police", **fields)
        assert page.status == 400 and word in page.plain, (
            fields, page.status, page.plain[:400])
    assert sql("office", "SELECT COUNT(*) FROM authority WHERE region = ?",
               COUNTY) == [(0,)]
    for kind, name in KINDS.items():
        page = authority(COUNTY, kind, name=name, section="综合科",
                         address="演示区五号路")
        assert page.url == "/admin/authorities", page.plain[:500]
        assert name in page.plain
    assert audit("authority.change") == 3
    page = person("business").get(f"/admin/authority/{COUNTY}/police")
    assert "演示区公安分局（综合科），电话 0990-1110000" in page.plain
    assert sql("office", "SELECT COUNT(*) FROM statement WHERE subject = ?",
               f"{COUNTY}.police") == [(1,)]
    # neither another region's, nor by whom it is not
    page = authority("110101", "police", name="别处的局")
    assert page.status == 403, page.status
    assert person("business").get(
        "/admin/authority/999999/police").status == 404
    assert person("business").get(
        f"/admin/authority/{COUNTY}/army").status == 404
    b = person("system")
    assert not b.get(f"/admin/authority/{COUNTY}/police").has_form("/police")
    page = post("system", f"/admin/authority/{COUNTY}/police", name="某局")
    assert page.status == 403, page.status
    assert person("checker").get("/admin/authorities").status == 403


def lose():
    """A new seal of the county is made, put into use and lost."""
    case = walk(verified(seal_name=steps.UNIT + "事件专用章"))
    seal, code = seal_of(case)
    b = person("keeper")
    b.get(f"/loss/urgent?seal={code}")
    page = b.post("/loss/urgent", {"csrf": token(b), "seal": code})
    if "请输入口令" in page.plain:
        page = press(b, "/loss/urgent", {})
    known.update(seal=seal, code=code)
    return page


def addressee(kind, what):
    filing, message = sql(
        "office", "SELECT f.id, f.message FROM filing f JOIN filing_target t"
        " ON t.id = f.target WHERE t.kind = ? AND f.seal = ? AND f.kind = ?",
        kind, known["seal"], what)[0]
    return person("checker").get(f"/approve/filings/{filing}"), message


def r022_filing_and_notice_show_them():
    """R-022: the police filing names the police of the seal's region, the
    public notice and the receipt of a loss its management."""
    page = lose()
    assert "印章已停用" in page.plain, page.plain[:400]
    assert KINDS["management"] in page.plain, page.plain[:900]
    for target, kind in (("police", "police"), ("authority", "management")):
        page, message = addressee(target, "lost")
        assert "受理机关" in page.plain and KINDS[kind] in page.plain, (
            target, page.plain[:700])
        assert f'"addressee":"{KINDS[kind]}"' in message.replace(": ", ":"), (
            message)
    page = Browser().get("/status/notices")
    row = re.search(r"<tr>(?:(?!</tr>).)*事件专用章.*?</tr>", page.text,
                    re.S).group(0)
    assert KINDS["management"] in row and KINDS["police"] not in row, row
    text = Browser().get("/status/notices.csv").text
    line = next(x for x in text.split("\n") if "事件专用章" in x)
    assert KINDS["management"] in line, line
    page = Browser().get(f"/status?q={known['code']}")
    assert KINDS["management"] in page.plain, page.plain[:600]


def r022_left_to_those_above_and_missing():
    """R-022: given back, the city's again; where nobody is left, the
    administrators and doctor say so."""
    page = authority(COUNTY, "management", above="1")
    assert page.url == "/admin/authorities", page.plain[:400]
    page = Browser().get("/status/notices")
    assert "演示市政务服务和数据管理局" in page.plain
    assert KINDS["management"] not in page.plain
    page = person("business").get(f"/admin/authority/{COUNTY}/management")
    assert KINDS["management"] in page.plain, "what was before is kept"
    assert "正常" in doctor("主管部门"), doctor("主管部门")
    assert "主管部门没有登记" not in person("business").get("/admin").plain
    b = person("business")
    # the province is above the administrator's own region
    assert b.get("/admin/authority/990000/police").status == 403
    write("store/office.db", "UPDATE authority SET name = '' WHERE region ="
          " '990000' AND kind = 'crypto'")
    authority(COUNTY, "crypto", above="1")
    page = b.get("/admin")
    assert "主管部门没有登记" in page.plain, page.plain[:500]
    assert "缺" in b.get("/admin/authorities").plain
    line = doctor("主管部门")
    assert "注意" in line and "密码管理部门" in line, line
    authority(COUNTY, "crypto", name=KINDS["crypto"], above=None)


# --- R-248 ------------------------------------------------------------------------

def report(**fields):
    b = Browser()
    b.get("/verify/report?kind=" + fields.get("kind", "forgery"))
    return b.submit("/verify/report", fields)


def r248_the_public_reports():
    """R-248: anybody, without a name; what will not do is refused, and an
    address has its fill."""
    page = report(kind="forgery", text="短", code="")
    assert page.status == 400, page.status
    page = report(kind="else", text="这一份的印章颜色不对")
    assert page.status == 400, page.status
    page = report(kind="forgery", file="zz", text="这一份的印章颜色不对")
    assert page.status == 400, page.status
    page = report(kind="forgery", code="ABCD-EFGH-JKMN-PQRST",
                  place="某银行柜台", text="这一份的印章颜色不对")
    number = re.search(r"JB-\d{8}-[0-9A-Z]{6}", page.plain)
    assert page.status == 200 and number, page.plain[:400]
    known["report"] = number.group(0)
    assert sql("public", "SELECT kind, unit, place FROM public_report WHERE"
               " number = ?", known["report"]) == [
                   ("forgery", "", "某银行柜台")]
    for _ in range(9):
        assert report(text="还有一份也不对").status == 200
    page = report(text="还有一份也不对")
    assert page.status == 429, page.status
    write("store/public.db", "DELETE FROM public_report WHERE number <> ?",
          known["report"])


def new(login, source, ref, **fields):
    b = person(login)
    b.get(f"/admin/incidents/new?source={source}&ref={ref}")
    return press(b, "/admin/incidents/new", fields)


def incidents(columns="id", where="1 = 1", *values):
    return sql("office", f"SELECT {columns} FROM incident WHERE {where}"
               " ORDER BY created, id", *values)


def r248_an_alarm_becomes_an_incident():
    """R-248: the report waits among the leads, its form is filled with what
    it said, and it becomes one incident, once."""
    page = person("operator").get("/admin/incidents/leads")
    assert known["report"] in page.plain, page.plain[:500]
    ref = sql("public", "SELECT id FROM public_report WHERE number = ?",
              known["report"])[0][0]
    page = person("operator").get(
        f"/admin/incidents/new?source=report&ref={ref}")
    form = page.form("/admin/incidents/new")["fields"]
    assert form["kind"] == "forgery" and known["report"] in form["summary"]
    for fields, word in (({"seal": "99999999999999"}, "没有这枚印章"),
                         ({"request": "SL-20200101-00001"}, "没有这个办件"),
                         ({"org": "91371000MA3C00046D"}, "校验位"),
                         ({"day": "2099-01-01"}, "不能晚于今天"),
                         ({"summary": "短"}, "情况"),
                         ({"kind": "war"}, "类别")):
        page = new("operator", "report", ref, **fields)
        assert page.status == 400 and word in page.plain, (
            fields, page.status, page.plain[:400])
    assert not incidents()
    page = new("operator", "report", ref, seal=known["code"])
    assert "已登记" in page.plain and known["report"] in page.plain, (
        page.plain[:600])
    known["id"], known["number"] = incidents("id, number")[0]
    assert re.fullmatch(r"AQ-\d{8}-00001", known["number"])
    assert "签名有效" in page.plain, page.plain[:1500]
    assert steps.UNIT in page.plain and "事件专用章" in page.plain
    page = person("operator").get("/admin/incidents/leads")
    assert known["report"] not in page.plain
    page = new("operator", "report", ref)
    assert page.status == 400 and "已经登记" in page.plain, page.plain[:300]
    # no such source, nothing of that name, who may not
    for path in ("source=moon&ref=1", "source=report&ref=zz",
                 "source=papers&ref=SL-20200101-00001"):
        page = person("operator").get("/admin/incidents/new?" + path)
        assert page.status == 404, (path, page.status)
    page = person("operator").get("/admin/incidents/new?source=trail&ref=1")
    assert page.status == 403, page.status
    for login in ("system", "checker", "applicant"):
        assert person(login).get("/admin/incidents").status == 403, login
    page = person("business").get("/admin")
    assert "未办结的安全事件" in page.plain


def act(name, login="operator", files=None, **fields):
    b = person(login)
    path = f"/admin/incident/{known['id']}/act/{name}"
    page = b.get(path)
    if page.status != 200:
        return page
    return b.submit(path, fields, files) if files else press(b, path, fields)


def state():
    return incidents("state, measures, notified", "id = ?", known["id"])[0]


def r248_state_measures_authority():
    """R-248: investigated, a measure that the register shows, the authority
    told with how and number; closed by who may, and with what belongs to it."""
    page = act("measure", measure="other", note="先做")
    assert page.status == 400 and state()[0] == "recorded", page.plain[:300]
    act("begin", note="由窗口调查")
    assert state() == ("investigating", 0, 0)
    picture = client.pdf("evidence")
    page = act("add", note="柜台交来的复印件", files={
        "file": ("证据.pdf", picture, "application/pdf")})
    assert "证据.pdf" in page.plain, page.plain[:600]
    link = page.links("/file/")[0]
    got = person("operator").get(link)
    assert got.body == picture, "evidence comes back as it was"
    assert picture not in sql("office", "SELECT box FROM incident_file"
                              )[0][0], "it is boxed"
    page = act("add", note="不是文件", files={
        "file": ("x.exe", b"MZ\x90\x00" + b"x" * 100, "application/pdf")})
    assert page.status == 400, page.status
    # the register decides whether a measure was taken
    page = act("measure", measure="revoke", note="已经注销")
    assert page.status == 400 and "还没有注销" in page.plain
    page = act("measure", measure="papers", note="认定")
    assert page.status == 400 and "没有认定" in page.plain
    page = act("measure", measure="", note="认定")
    assert page.status == 400 and "请选择" in page.plain
    act("measure", measure="freeze", note="保管人已经挂失")
    assert state() == ("measured", 1, 0), state()
    # confirmed forgery needs an authority to know; an operator closes none
    page = act("close", login="business", result="confirmed", note="属实")
    assert page.status == 400 and "请先通报" in page.plain
    page = act("close", result="unfounded", note="不属实")
    assert state()[0] == "measured", "an operator does not close"
    for fields, word in (
            ({"authority": "police", "how": "letter", "number": ""}, "文号"),
            ({"authority": "", "how": "letter", "number": "1"}, "机关"),
            ({"authority": "police", "how": "pigeon", "number": "1"}, ""),
            ({"authority": "police", "how": "letter", "number": "1",
              "day": "2099-01-01"}, "今天")):
        page = act("notify", **fields)
        assert page.status == 400 and word in page.plain, (
            fields, page.status, page.plain[:300])
    page = act("notify", authority="police", how="letter",
               number="演公函〔2026〕7号", note="请立案")
    assert state() == ("notified", 1, 1), state()
    assert KINDS["police"] in page.plain and "演公函〔2026〕7号" in page.plain
    assert "公函" in page.plain
    page = act("close", login="business", result="confirmed", note="属实")
    assert state()[0] == "closed", page.plain[:400]
    page = person("operator").get(f"/admin/incident/{known['id']}")
    assert "结论：属实" in page.plain and "已办结" in page.plain
    assert page.plain.count("签名有效") == 6, page.plain.count("签名有效")
    page = act("begin")
    assert page.status == 400 or not page.has_form("/begin"), page.status
    assert audit("incident.measure", "refused") >= 4
    assert audit("incident.close") == 1


def r027_a_changed_line_shows():
    """R-027: what somebody changes behind our back no longer fits what was
    signed."""
    write("store/office.db", "UPDATE incident_event SET note = '没有的事'"
          " WHERE incident = ? AND event = 'notify'", known["id"])
    page = person("operator").get(f"/admin/incident/{known['id']}")
    assert page.plain.count("签名有效") == 5, page.plain.count("签名有效")


def r248_false_papers_filing_and_trail():
    """R-248: false papers (R-069), an overdue filing and a refusal in the trail
    become incidents too, each by who sees the alarm."""
    number, unit = sql("office", "SELECT r.number, r.unit FROM request r JOIN"
                       " seal s ON s.request = r.id WHERE s.id = ?",
                       known["seal"])[0]
    write("store/office.db", "UPDATE unit SET falsified = ? WHERE id = ?",
          number, unit)
    page = person("operator").get("/admin/incidents/leads")
    assert "虚假材料认定" in page.plain and number in page.plain
    page = new("operator", "papers", number)
    assert "已登记" in page.plain, page.plain[:300]
    assert incidents("kind, source, source_ref", "source = 'papers'") == [
        ("false", "papers", number)]
    write("store/office.db", "UPDATE unit SET falsified = NULL WHERE id = ?",
          unit)
    filing = sql("office", "SELECT f.id FROM filing f WHERE f.seal = ? AND"
                 " f.state = 'waiting' LIMIT 1", known["seal"])[0][0]
    assert person("operator").get(
        f"/admin/incidents/new?source=filing&ref={filing}").status == 404
    write("store/office.db", "UPDATE filing SET due = 1 WHERE id = ?", filing)
    page = person("operator").get(f"/approve/filings/{filing}")
    assert page.links("source=filing"), page.plain[:300]
    page = new("operator", "filing", filing)
    assert "备案超时" in page.plain, page.plain[:300]
    # the trail is the auditor's, who records and follows nothing up
    seq, = sql("office", "SELECT MAX(seq) FROM audit WHERE result ="
               " 'refused'")[0]
    b = person("auditor")
    page = b.get(f"/audit/{seq}")
    assert page.links("source=trail"), page.plain[:300]
    b.get(f"/audit/incident?source=trail&ref={seq}")
    page = press(b, "/audit/incident", {})
    assert page.status == 200, page.plain[:400]
    assert incidents("kind", "source = 'trail'") == [("misuse",)]
    assert b.get("/admin/incidents").status == 403
    ok, = sql("office", "SELECT MAX(seq) FROM audit WHERE result = 'ok'")[0]
    page = b.get(f"/audit/incident?source=trail&ref={ok}")
    assert page.status == 404, page.status


def r248_lists_filters_and_export():
    """R-248: tabs, a kind, the file with just these rows; R-009: the city sees
    its desk's, the desk not the city's."""
    page = person("business").get("/admin/incidents?tab=closed")
    assert known["number"] in page.plain
    page = person("business").get("/admin/incidents?tab=open")
    assert known["number"] not in page.plain
    n = len(incidents())
    text = person("business").get("/admin/incidents.csv?tab=all").text
    assert len(text.strip().split("\r\n")) == n + 1, (n, text)
    text = person("business").get(
        "/admin/incidents.csv?tab=all&kind=forgery").text
    assert len(text.strip().split("\r\n")) == 2, text
    trail, = incidents("id", "source = 'trail'")[0]
    assert person("operator").get(f"/admin/incident/{trail}").status == 403
    assert person("supervisor").get(f"/admin/incident/{trail}").status == 200
    page = new("business", "hand", "", kind="theft",
               summary="保管人不在时有人用过印章")
    assert "盗用" in page.plain, page.plain[:300]


# --- R-247 ------------------------------------------------------------------------

def stamped():
    """A certificate with the demonstration's seal, as a receiver gets it."""
    q = person("requester")
    q.get("/stamp/new")
    page = q.submit("/stamp/new", {
        "title": "参训证明", "class": "certificate", "purpose": "测试",
        "secret": "open"}, {"file": ("a.pdf", client.pdf(),
                                     "application/pdf")})
    base = page.url[:-len("/place")]
    q.get(base + "/check")
    press(q, "/submit")
    v = person("reviewer")
    v.get(base)
    v.submit("/take")
    press(v, "/review", {"decision": "agree"})
    q.get(base)
    page = press(q, "/stamp")
    assert "已盖章" in page.plain, page.plain[:500]
    code, handle = sql("office", "SELECT code, handle FROM stamp WHERE"
                       " use_request = ?", base.rsplit("/", 1)[1])[0]
    return q.get(base + "/stamped").body, code, handle


def decline(files=None, login="requester", **fields):
    b = person(login)
    page = b.get("/stamp/declines/new")
    if page.status != 200:
        return page
    fields = dict({"title": "参训证明", "note": "来人办理收养登记"}, **fields)
    fields.setdefault("pin", client.PIN)
    return b.submit("/stamp/declines/new", fields, files)


def declines(columns="id", where="1 = 1", *values):
    return sql("office", f"SELECT {columns} FROM decline WHERE {where}"
               " ORDER BY created, id", *values)


def r247_no_refusal_without_a_lawful_reason():
    """R-247: refuse without reason: not possible; nor with one that does not
    fit what the document is worth."""
    data, code, handle = stamped()
    known.update(doc=data, code2=code, handle=handle)
    pdf = {"file": ("a.pdf", data, "application/pdf")}
    bare = {"file": ("b.pdf", client.pdf(), "application/pdf")}
    for files, fields, word in (
            (pdf, {"reason": ""}, "法定理由"),
            (pdf, {"reason": "dislike"}, "法定理由"),
            (None, {"reason": "status"}, "验证码"),
            (None, {"reason": "status", "code": "ABCD"}, "验证码有误"),
            (pdf, {"reason": "status", "note": ""}, "具体情况"),
            (pdf, {"reason": "invalid"}, "盖章时有效"),
            (None, {"reason": "invalid", "code": code}, "盖章时有效"),
            (None, {"reason": "class", "code": code}, "P-43"),
            (bare, {"reason": "class"}, "P-43")):
        page = decline(files, **fields)
        assert page.status == 400 and word in page.plain, (
            fields, page.status, page.plain[:500])
    assert not declines()
    assert audit("decline.report", "refused") >= 9
    for login in ("applicant", "checker", "business"):
        assert decline(login=login, reason="law").status == 403, login


def r247_reported_with_its_ground():
    """R-247: with a ground of the law it is taken, signed, and stands in the
    administration's report with its clause."""
    pdf = {"file": ("a.pdf", known["doc"], "application/pdf")}
    page = decline(pdf, reason="status")
    assert page.url == "/stamp/declines", page.plain[:600]
    assert "待审查" in page.plain, page.plain[:700]
    assert declines("found, reason, handle, LENGTH(file)") == [
        ("genuine", "status", "", 64)]
    bare = {"file": ("b.pdf", client.pdf(), "application/pdf")}
    page = decline(bare, reason="invalid")
    assert declines("found", "reason = 'invalid'") == [("bare",)]
    with Policy("P-43", "certificate"):
        decline(None, reason="class", code=known["code2"])
    assert declines("found, handle", "reason = 'class'") == [
        ("held", known["handle"])], declines("found, handle, reason")
    page = person("business").get("/admin")
    assert "待审查的拒收" in page.plain
    page = person("business").get("/admin/declines")
    assert page.plain.count("JJ-") == 3, page.plain[:500]
    page = person("business").get("/admin/declines?reason=status")
    assert page.plain.count("JJ-") == 1, page.plain[:500]
    text = person("supervisor").get("/admin/declines.csv?tab=all").text
    assert len(text.strip().split("\r\n")) == 4, text
    assert "第三条第三款第（一）项" in text and steps.UNIT in text
    assert person("operator").get("/admin/declines").status == 403


def r247_the_administration_answers():
    """R-247: the administration says whether the ground holds, once, signed;
    who refused reads it."""
    known["decline"] = declines("id", "reason = 'status'")[0][0]
    path = f"/admin/decline/{known['decline']}"
    b = person("business")
    page = b.get(path)
    assert "第三条第三款第（一）项" in page.plain
    assert page.plain.count("签名有效") == 1, page.plain[:900]
    page = b.submit("/act/overrule", {"note": ""})
    assert page.status == 400, page.status
    b.get(path)
    page = press(b, "/act/overrule", {"note": "参训证明与收养无关，应当接受"})
    assert "理由不成立" in page.plain, page.plain[:500]
    assert page.plain.count("签名有效") == 2, page.plain[:900]
    page = b.post(path + "/act/uphold", {
        "csrf": token(b), "note": "又成立", "rev": "2"})
    assert page.status == 400, page.status
    page = person("requester").get("/stamp/declines")
    assert "参训证明与收养无关" in page.plain
    assert person("requester").get(path).status == 403
    write("store/office.db", "UPDATE decline SET reason = 'law' WHERE id = ?",
          known["decline"])
    assert b.get(path).plain.count("签名有效") == 1


def r247_a_citizen_says_so_too():
    """R-247: from the public page of the document, with its limits."""
    page = Browser().get(f"/v/{known['handle']}")
    assert page.links("kind=refused"), page.plain[:300]
    page = report(kind="refused", text="窗口说只收纸质的")
    assert page.status == 400 and "哪个单位" in page.plain
    page = report(kind="refused", text="窗口说只收纸质的", place="某大厅 3 号窗",
                  code=known["handle"])
    assert page.status == 200 and "演示市政务" in page.plain, page.plain
    page = person("business").get("/admin/declines/public")
    assert "某大厅 3 号窗" in page.plain and "共 1 件" in page.plain


# --- R-030 ------------------------------------------------------------------------

def numbers(page):
    """The rows of a report: (group, item) to number."""
    return {(g, i): int(n) for g, i, n in re.findall(
        r'<tr><td data-label="类别">(.*?)</td><td data-label="项目">(.*?)'
        r'</td><td data-label="数量" class="n">(\d+)</td>', page.text)}


def china(days=0):
    zone = datetime.timezone(datetime.timedelta(hours=8))
    return datetime.datetime.now(zone) + datetime.timedelta(days=days)


def day_of(moment):
    return moment.date().isoformat()


def file_by_hand():
    """One filing in time, one late: noted by the desk with its proof."""
    rows = sql("office", "SELECT id FROM filing WHERE state = 'waiting' AND"
               " seal = ? ORDER BY due LIMIT 2", known["seal"])
    for filing, in rows:
        b = person("checker")
        path = f"/approve/filings/{filing}"
        b.get(path)
        page = press(b, path + "/hand", {
            "number": "备-7", "day": day_of(china()), "proof": "当面送达"})
        assert "备-7" in page.plain, page.plain[:500]


def r030_r217_the_report_of_a_month():
    """R-030: run for a month, each total is the number of rows of its list;
    R-217: filings and how late they were, held against direct counts."""
    file_by_hand()
    today = day_of(china())
    first = today[:8] + "01"
    b = person("operator")
    page = b.get(f"/admin/report?from={first}&until={today}")
    got = numbers(page)
    assert len(got) > 30, got
    begin = int(datetime.datetime.fromisoformat(
        first + "T00:00:00+08:00").timestamp() * 1000)
    desk, = sql("office", "SELECT g.unit FROM role_grant g JOIN person p ON"
                " p.id = g.person WHERE p.login = 'operator'")[0]

    def count(text, *values):
        return sql("office", text, *values)[0][0]

    filed = sql("office", "SELECT g.lateness FROM filing g WHERE g.state ="
                " 'filed' AND g.filed >= ?", begin)
    late = [n for n, in filed if n > 0]
    assert len(filed) == 2 and len(late) == 1, filed
    assert got["备案外发", "期间备案"] == len(filed)
    assert got["备案外发", "其中超过时限"] == len(late)
    assert got["备案外发", "最迟（分钟）"] == max(late) // 60000
    now = int(china().timestamp() * 1000)
    assert got["备案外发", "现在超时未备案"] == count(
        "SELECT COUNT(*) FROM filing WHERE state <> 'filed' AND due < ?", now)
    assert got["用章", "盖章次数"] == count(
        "SELECT COUNT(*) FROM stamp t JOIN seal_scope x ON x.seal = t.seal"
        " WHERE x.unit = ? AND t.at >= ?", desk, begin)
    # the lists the totals stand for
    c = person("checker")
    for item, tab in (("全部", "all"), ("已挂失", "lost")):
        key = [k for k in got if k[0] == "印章" and k[1] == item]
        if not key:
            continue
        text = c.get(f"/approve/seals.csv?tab={tab}").text
        assert got[key[0]] == len(text.strip().split("\r\n")) - 1, item
    text = c.get(f"/approve/list.csv?tab=done&business=apply&from={first}"
                 f"&until={today}").text
    assert got["申领", "办结"] + got["申领", "不予受理或许可"] + got[
        "申领", "撤回或终止"] == len(text.strip().split("\r\n")) - 1
    text = c.get("/approve/filings.csv?tab=filed").text
    assert got["备案外发", "期间备案"] == len(text.strip().split("\r\n")) - 1
    known["month"] = got
    # RA administrators too; nobody else
    assert person("ra-admin").get("/admin/report").status == 200
    for login in ("business", "checker", "supervisor"):
        assert person(login).get("/admin/report").status == 403, login


def r030_overdue_reminds_and_is_handed_in():
    """R-030: nothing is due by default; with P-48 the month's report is, past
    its day a reminder stands until it is handed in, signed and kept."""
    assert "逾期" not in person("operator").get("/admin").plain
    page = post("operator", "/admin/report/hand-in", **{"from": "x", "until": "y"})
    assert page.status == 409, page.status
    with Policy("P-48", "month"):
        now = china()
        ahead = (datetime.date(now.year + now.month // 12, now.month % 12 + 1,
                               20) - now.date()).days
        steps.people.clear()
        client.shift_clock(ahead)
        page = person("operator").get("/admin")
        assert "定期统计报告已经逾期" in page.plain, page.plain[:500]
        assert "定期统计报告已经逾期" in person("operator").get(
            "/approve").plain
        assert "定期统计报告" not in person("checker").get("/approve").plain
        b = person("operator")
        page = b.get("/admin/report")
        assert page.has_form("/hand-in"), page.plain[:400]
        want = numbers(page)
        page = press(b, "/hand-in")
        assert "定期统计报告：" in page.plain, page.plain[:400]
        assert "签名有效" in page.plain, page.plain[-400:]
        assert numbers(page) == want
        kept = page.url
        assert "逾期" not in person("operator").get("/admin").plain
        page = b.get("/admin/report")
        assert "已经提交" in page.plain and "逾期" in page.plain
        page = post("operator", "/admin/report/hand-in", **{"from": "x",
                                                    "until": "y"})
        assert page.status == 409, page.status
        # those above read it, those beside and below do not
        assert person("ra-admin").get(kept).status == 200
        write("store/office.db", "UPDATE unit_report SET figures ="
              " REPLACE(figures, '1', '2')")
        assert "签名有效" not in b.get(kept).plain
        steps.people.clear()
        client.shift_clock(0)


def audit_whole():
    out = subprocess.run(
        [os.path.join(office.bin, "jianyin"), "audit", "verify"], text=True,
        capture_output=True, env=dict(os.environ, JIANYIN_CONF=os.path.join(
            office.data, "jianyin.conf")), check=False)
    assert out.returncode == 0, out.stdout + out.stderr


TESTS = (
    ("R-022 three authorities are filled", r022_three_authorities_are_filled),
    ("R-022 a filing and a notice show the right addressee",
     r022_filing_and_notice_show_them),
    ("R-022 left to those above; what is missing is said",
     r022_left_to_those_above_and_missing),
    ("R-248 the public reports", r248_the_public_reports),
    ("R-248 an alarm becomes an incident",
     r248_an_alarm_becomes_an_incident),
    ("R-248 state, measures, authority notified",
     r248_state_measures_authority),
    ("R-027 R-248 a changed line shows", r027_a_changed_line_shows),
    ("R-248 R-069 false papers, filings, the trail",
     r248_false_papers_filing_and_trail),
    ("R-248 R-009 lists, filters, export", r248_lists_filters_and_export),
    ("R-247 refuse without a lawful reason: not possible",
     r247_no_refusal_without_a_lawful_reason),
    ("R-247 reported with its ground; the report lists it",
     r247_reported_with_its_ground),
    ("R-247 the administration answers", r247_the_administration_answers),
    ("R-247 a citizen says so too", r247_a_citizen_says_so_too),
    ("R-030 R-217 the report of a month equals its lists",
     r030_r217_the_report_of_a_month),
    ("R-030 overdue reminds, handed in is kept",
     r030_overdue_reminds_and_is_handed_in),
)


def main():
    with office:
        for words, what in TESTS:
            tap.test(words, what)
        tap.test("R-212 the audit chain is whole", audit_whole)
        tap.test("no program ended by itself: no sanitizer spoke",
                 lambda: kit.logs_clean(office.data))
    tap.end()


main()
