#!/usr/bin/env python3
"""Receipts and notices under the desk's own seal: made without anybody's hand,
verified as any other paper, each once; grants proposed, refused, agreed to,
used up, over and ended; a frozen seal; programs killed in between.
Usage: receipt_flow.py BUILD [postgres]; it starts a whole demonstration of its
own; on PostgreSQL the way of one receipt is walked, by pages alone.
Rules: R-027 R-066 R-067 R-099 R-163 R-165 R-167 R-168 R-169 R-213 R-225 R-244."""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from own import office
import attack_kit as kit
import client
from client import Browser, Tap, press
from steps import (answer, at_front, bench, decide, draft, leave, person,
                   post, send, sql, state, submitted, upload, wait_for, walk)

tap = Tap()
RISK = "自动盖章的只是回执；被冒用时挂失印章、终止授权即停止。"
ahead = [0.0]       # days the clock stands at
NAMES = iter(f"演示回执章{i}" for i in range(1, 99))


def new_case(**more):
    return submitted(seal_name=next(NAMES), **more)


def receipts(case, columns="kind, state"):
    return sql("office", f"SELECT {columns} FROM receipt WHERE request = ?"
               " ORDER BY seq", case)


def sealed(case, n=1):
    """Until the case's n receipts are sealed."""
    assert wait_for(lambda: [r[1] for r in receipts(case)] ==
                    ["sealed"] * n, 60), receipts(case, "kind, state, why")


def waits(case, words):
    assert wait_for(lambda: any(words in (r[0] or "") for r in
                                receipts(case, "why"))), \
        receipts(case, "state, why")


def paper(case, kind, login="applicant", business="apply"):
    page = person(login).get(f"/{business}/{case}/paper/{kind}")
    assert page.status == 200, (kind, page.status)
    assert page.body.startswith(b"%PDF"), page.body[:40]
    return page.body


def text_of(data):
    done = subprocess.run(["pdftotext", "-q", "-", "-"], input=data,
                          capture_output=True, check=True)
    return re.sub(r"\s+", "", done.stdout.decode())


def outside_judges(data):
    """What others make of the file: whole, and signed over all of it."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(data)
        f.flush()
        if shutil.which("qpdf"):
            done = subprocess.run(["qpdf", "--check", f.name], text=True,
                                  capture_output=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
        done = subprocess.run(["pdfsig", f.name], text=True,
                              capture_output=True, check=False)
        assert "Total document signed" in done.stdout, done.stdout


def is_real(data, name="回执.pdf"):
    b = Browser()
    b.get("/verify")
    page = b.submit("/verify/file", None, {"file": (name, data,
                                                    "application/pdf")})
    assert "真实有效" in page.plain, page.plain[:600]
    return page.plain


def is_bare(data):
    assert b"/ByteRange" not in data
    assert "没有加盖电子印章" in text_of(data)


def refusals(action):
    return sql("office", "SELECT COUNT(*) FROM audit WHERE action = ? AND"
               " result = 'refused'", action)[0][0]


def number_of(case):
    return sql("office", "SELECT number FROM request WHERE id = ?", case)[0][0]


# --- the newcomer's first -----------------------------------------------------

def first_receipt():
    """R-167: submitted, and the receipt is sealed without anybody's hand."""
    case = new_case()
    sealed(case)
    data = paper(case, "accept")
    words = text_of(data)
    assert "受理单" in words and number_of(case) in words
    assert "景经办" not in words and "景" in words, "R-231: masked"
    assert "没有加盖" not in words
    is_real(data)
    outside_judges(data)
    page = person("applicant").get(f"/apply/{case}")
    assert "受理单 已加盖电子印章" in page.plain, page.plain[-500:]
    body, link = sql("office", "SELECT n.body, n.link FROM notice n WHERE"
                     " n.link LIKE ? AND n.kind = 'receipt'",
                     f"/apply/{case}/paper/%")[0]
    assert "已加盖电子印章" in body
    assert person("applicant").get(link).body == data
    for stranger in (Browser(), person("requester"), person("supervisor")):
        assert not stranger.get(link).body.startswith(b"%PDF")
    return case


def public_page(case):
    """R-165: who has the code reads what it is; no more of it is shown."""
    handle, disclosure, kind = sql(
        "office", "SELECT t.handle, t.disclosure, t.class FROM stamp t JOIN"
        " receipt c ON c.use_request = t.use_request WHERE c.request = ?",
        case)[0]
    assert (disclosure, kind) == ("facts", "receipt")
    page = Browser().get(f"/v/{handle}")
    assert page.status == 200 and f"受理单 {number_of(case)}" in page.plain, \
        page.plain[:500]
    assert "盖章单位 演示区公共就业服务中心" in page.plain
    assert "不公开原件" in page.plain
    page = Browser().get(f"/v/{handle}/original")
    assert not page.body.startswith(b"%PDF")


def registered(case):
    """R-027, R-165, T3: the register and the use's page name the grant."""
    use, number, grant, who = sql(
        "office", "SELECT u.id, u.number, g.number, u.requester FROM"
        " use_request u JOIN receipt c ON c.use_request = u.id JOIN standing"
        " g ON g.id = u.standing WHERE c.request = ?", case)[0]
    assert who == "" and grant.startswith("SQ-")
    seal = sql("office", "SELECT seal FROM use_request WHERE id = ?",
               use)[0][0]
    page = person("window-reviewer").get(f"/stamp/log/{seal}")
    assert f"系统授权 {grant}" in page.plain and number in page.plain, \
        page.plain[:600]
    page = person("window-reviewer").get(f"/stamp/{use}")
    assert f"系统授权 {grant}" in page.plain and "签名有效" in page.plain
    assert "签名无效" not in page.plain, page.plain[-600:]
    assert sql("office", "SELECT person, note FROM use_event WHERE"
               " use_request = ? AND event = 'stamp-auto'", use) == [
                   (None, f"系统授权 {grant}")]
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
               " 'use.stamp-auto' AND object = ?", number) == [(1,)]
    assert sql("keyd", "SELECT standing FROM key_use WHERE request = ?",
               number) == [(grant,)]
    return grant


def by_number_and_code(case):
    """R-040: the progress page hands the same paper out, and only for the
    right code."""
    page = person("applicant").get(f"/apply/{case}/done")
    query = re.search(r"查询码 (\w{8})", page.plain).group(1)
    b = Browser()
    b.get("/progress")
    page = b.submit("/progress", {"number": number_of(case), "code": query})
    assert "受理单 已加盖电子印章" in page.plain, page.plain[:600]
    data = b.submit("/progress/paper").body
    assert data == paper(case, "accept")
    b.get("/progress")
    b.submit("/progress", {"number": number_of(case), "code": query})
    page = b.submit("/progress/paper", {"code": "22222222"})
    assert page.status == 400 and "不符" in page.plain, page.plain[:300]
    b.get("/progress")
    b.submit("/progress", {"number": number_of(case), "code": query})
    page = b.submit("/progress/paper", {"paper": "form"})
    assert page.status == 404, page.status


# --- notices ---------------------------------------------------------------------

def returned_and_refused():
    """R-066, R-067: every fault on one notice; a refusal with its reason."""
    case = new_case()
    decide("checker", case, "return", v_sealed="fault", p_sealed="no-seal",
           v_agent="fault", w_agent="照片看不清", p_agent="one-side",
           v_contact="ok", v_founding="ok", remark="单位地址不完整")
    assert state(case) == "returned"
    sealed(case, 2)
    data = paper(case, "correct")
    words = text_of(data)
    for one in ("补正通知书", "1.经办人身份证：缺少证件正面或反面", "照片看不清",
                "2.申请文件：未加盖单位公章", "3.申请信息：单位地址不完整",
                "补正期限"):
        assert one in words, (one, words)
    is_real(data)
    for item in ("sealed", "agent"):
        upload(person("applicant"), "apply", case, item)
    send(person("applicant"), "apply", case)
    assert state(case) == "submitted"
    sealed(case, 3)
    decide("checker", case, "reject", note="单位不在本区")
    assert state(case) == "rejected"
    sealed(case, 4)
    assert [r[0] for r in receipts(case)] == ["accept", "correct", "accept",
                                              "refuse"]
    words = text_of(paper(case, "refuse"))
    for one in ("不予受理通知书", "单位不在本区", "行政复议"):
        assert one in words, (one, words)
    is_real(paper(case, "refuse"))


def handed_over():
    """R-099: the slip of the delivery, its receiver masked."""
    case = new_case()
    page = decide("checker", case, "verify", **{
        "v_" + i: "ok" for i in ("sealed", "agent", "contact", "founding")})
    assert state(case) == "verified", page.plain[:300]
    walk(case, "deliver")
    sealed(case, 2)
    data = paper(case, "receipt")
    words = text_of(data)
    code = sql("office", "SELECT code FROM seal WHERE request = ?",
               case)[0][0]
    assert "领取单" in words and code in words and "鲍保管" not in words
    is_real(data)


def broken_off():
    """R-225: jobs killed while it makes them; each is sealed once."""
    before, cases = processes("jobs"), []
    for _ in range(3):
        cases.append(new_case())
        for pid in processes("jobs"):
            os.kill(pid, signal.SIGKILL)
    assert before and wait_for(lambda: processes("jobs")) and \
        before != processes("jobs")
    # what was claimed by who was killed is free after its lease
    ahead[0] = 5 / 1440
    client.shift_clock(ahead[0])
    for case in cases:
        assert wait_for(lambda c=case: receipts(c)[0][1] == "sealed", 60), \
            receipts(case, "state, why, tries")
        assert sql("office", "SELECT COUNT(*) FROM stamp t JOIN receipt c ON"
                   " c.use_request = t.use_request WHERE c.request = ?",
                   case) == [(1,)]
        is_real(paper(case, "accept"))


def processes(name):
    out = []
    want = b"JIANYIN_VAR=" + client.VAR.rstrip("/").encode() + b"\0"
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.path.basename(os.readlink(f"/proc/{pid}/exe")) == name:
                with open(f"/proc/{pid}/environ", "rb") as f:
                    if want in f.read() + b"\0":
                        out.append(int(pid))
        except OSError:
            continue
    return out


# --- grants ------------------------------------------------------------------------

def grant_id(number):
    return sql("office", "SELECT id FROM standing WHERE number = ?",
               number)[0][0]


def end(number):
    """Ended with a reason by the keeper; keyd knows it."""
    b = person("window-keeper")
    path = f"/stamp/grants/{grant_id(number)}"
    b.get(path)
    page = press(b, "/end", {"reason": ""})
    assert page.status == 400, page.status
    b.get(path)
    page = press(b, "/end", {"reason": "换新的期限"})
    assert "已终止" in page.plain and "签名有效" in page.plain, \
        page.plain[:500]
    assert sql("keyd", "SELECT ended IS NOT NULL FROM key_grant WHERE number"
               " = ?", number) == [(1,)]


def no_grant():
    """Ended: the next receipt has no seal and says so; the case goes on."""
    case = new_case()
    assert receipts(case) == []
    is_bare(paper(case, "accept"))
    page = person("applicant").get(f"/apply/{case}")
    assert "受理单 没有加盖电子印章" in page.plain, page.plain[-400:]
    page = decide("checker", case, "reject", note="重复申请")
    assert state(case) == "rejected"
    is_bare(paper(case, "refuse"))


def day_of(days):
    return time.strftime("%Y-%m-%d", time.gmtime(
        time.time() + 8 * 3600 + (days + ahead[0]) * 86400))


def go_to(days):
    leave()
    ahead[0] = days
    client.shift_clock(days)


def propose(days=30, **more):
    b = person("window-reviewer")
    b.get("/stamp/grants/new")
    form = b.page.form("/stamp/grants/new")
    code = re.search(r'name="seal"[^>]*value="(H\w{15})"', b.page.text) or \
        re.search(r'value="(H\w{15})"', b.page.text)
    fields = {"seal": code.group(1), "step": "notice", "class": "receipt",
              "last": day_of(days), "per_day": "50", "assessment": RISK}
    assert form["method"] == "post"
    return press(b, "/stamp/grants/new", dict(fields, **more))


def proposals_refused():
    """R-167, R-168, R-169: no risk assessed, an important class, what the
    step does not write, too long, over; each refused and in the trail."""
    for more, words in (
            ({"assessment": ""}, "请填写风险评估"),
            ({"assessment": "无"}, "风险评估"),
            ({"class": "official"}, "属于重要文件"),
            ({"class": "agreement"}, "属于重要文件"),
            ({"class": "certificate"}, "属于重要文件"),
            ({"class": "voucher"}, "环节不出具"),
            ({"step": "payment"}, "没有这个业务环节"),
            ({"days": 400}, "最长一年"), ({"days": -1}, "不能早于今天"),
            ({"per_day": "0"}, "每天"), ({"per_day": "99999"}, "每天")):
        before = refusals("standing.propose")
        page = propose(**more)
        assert page.status == 400 and words in page.plain, \
            (more, page.status, page.plain[:500])
        assert refusals("standing.propose") == before + 1, more
    assert sql("office", "SELECT COUNT(*) FROM standing") == [(1,)]
    assert person("requester").get("/stamp/grants").status == 403


def proposed(days=30, **more):
    page = propose(days, **more)
    assert page.status == 200 and "待保管人同意" in page.plain, \
        page.plain[:500]
    return re.search(r"SQ-\d{8}-\d{5}", page.plain).group(0)


def agree(number, login="window-keeper"):
    b = person(login)
    b.get(f"/stamp/grants/{grant_id(number)}")
    return press(b, "/agree")


def two_persons():
    """R-167: nothing is stamped before another agrees; not the assessor."""
    number = proposed(per_day="2")
    path = f"/stamp/grants/{grant_id(number)}"
    case = new_case()
    assert receipts(case) == []
    before = refusals("standing.grant")
    page = post("window-reviewer", path + "/agree")
    assert page.status == 403, page.status
    assert refusals("standing.grant") == before + 1
    # nobody of another unit sees or agrees to it
    assert person("keeper").get(path).status == 403
    assert post("keeper", path + "/agree").status == 403
    page = agree(number)
    assert page.status == 200 and "有效" in page.plain, page.plain[:400]
    # one in force at a time
    other = proposed()
    page = agree_or_why(other)
    assert "请先终止" in page, page[:500]
    return number, other


def agree_or_why(number):
    b = person("window-keeper")
    page = b.get(f"/stamp/grants/{grant_id(number)}")
    assert not page.has_form("/agree")
    page = post("window-keeper", f"/stamp/grants/{grant_id(number)}/agree")
    assert page.status == 409
    return page.plain


def limit_reached():
    """Two a day: the third waits with its reason, the case does not."""
    cases = [new_case() for _ in range(2)]
    for case in cases:
        sealed(case)
    third = new_case()
    waits(third, "当日的用章次数已用完")
    assert refusals("receipt.wait") >= 1
    is_bare_but_waiting(third)
    decide("checker", third, "reject", note="重复申请")
    assert state(third) == "rejected"
    waits(third, "当日的用章次数已用完")
    return third


def is_bare_but_waiting(case):
    page = person("applicant").get(f"/apply/{case}")
    assert "正在加盖电子印章" in page.plain, page.plain[-400:]
    is_bare(paper(case, "accept"))


def next_day(case):
    """Tomorrow has two of its own; R-244."""
    go_to(1)
    sealed(case, 2)
    is_real(paper(case, "refuse"))


def frozen():
    """R-163: a stopped seal stamps nothing; released, what waited is made."""
    go_to(2)
    code = sql("office", "SELECT s.code FROM seal s JOIN standing g ON"
               " g.seal = s.id")[0][0]
    page = post("window-keeper", "/loss/urgent", seal=code)
    loss = re.search(r"/loss/([0-9a-z]{26})", page.url).group(1)
    case = new_case()
    waits(case, "已挂失")
    assert state(case) == "submitted"
    decide("operator", loss, "release", note="已找回")
    go_to(2.1)          # past the wait: nobody told jobs
    sealed(case)
    is_real(paper(case, "accept"))


def over(number, other):
    """The last day past: what waits is dropped, nothing new is put down."""
    end(number)
    end(other)
    short = proposed(0, per_day="1")
    page = agree(short)
    assert "有效" in page.plain, page.plain[:300]
    sealed(new_case())
    case = new_case()
    waits(case, "当日的用章次数已用完")
    go_to(5)
    assert wait_for(lambda: receipts(case, "state, why") == [
        ("dropped", "系统授权已到期")], 60), receipts(case, "state, why, next")
    assert refusals("receipt.drop") == 1
    page = person("window-keeper").get(f"/stamp/grants/{grant_id(short)}")
    assert "已到期" in page.plain
    is_bare(paper(case, "accept"))
    later = new_case()
    assert receipts(later) == []


def trail_speaks():
    """R-213: the trail's words for all of it."""
    page = person("auditor").get("/audit")
    for words in ("系统授权",):
        assert words in page.plain, page.plain[:600]


def on_postgres():
    """One receipt sealed and registered, the grant ended, by pages alone."""
    case = draft()
    answer(case, seal_name=next(NAMES))
    for item in ("sealed", "agent", "contact", "founding"):
        upload(person("applicant"), "apply", case, item)
    send(person("applicant"), "apply", case)
    assert wait_for(lambda: b"/ByteRange" in paper(case, "accept"), 60)
    is_real(paper(case, "accept"))
    b = person("window-reviewer")
    page = b.get(b.get("/stamp/log").links("/stamp/log/")[-1])
    assert "系统授权 SQ-" in page.plain, page.plain[:500]
    b = person("window-keeper")
    b.get(b.get("/stamp/grants").links("/stamp/grants/")[-1])
    page = press(b, "/end", {"reason": "试验终止"})
    assert "已终止" in page.plain and "签名无效" not in page.plain
    decide("checker", case, "reject", note="重复申请")
    is_bare(paper(case, "refuse"))


START = {"wait": 300, "JIANYIN_DEMO": "", "JIANYIN_KEYD_ROUNDS": "1000"}


def main():
    try:
        office.start(**START)
        if sys.argv[2:] == ["postgres"]:
            tap.test("R-027 R-167 a receipt on PostgreSQL", on_postgres)
        else:
            every_way()
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    finally:
        office.__exit__()
    tap.end()


def every_way():
    case = tap.test("R-167 the first receipt is sealed by itself",
                    first_receipt)
    if case:
        tap.test("R-165 the public page says what it is", public_page,
                 case)
        grant = tap.test("R-027 R-165 T3 the register names the grant",
                         registered, case)
        tap.test("R-040 by number and query code", by_number_and_code,
                 case)
    tap.test("R-066 R-067 notices with all faults, with the reason",
             returned_and_refused)
    tap.test("R-099 the slip of a delivery", handed_over)
    tap.test("R-225 jobs killed in between: each sealed once",
             broken_off)
    if case and grant:
        tap.test("R-167 ended by the keeper, in keyd too", end, grant)
    tap.test("without a grant: unsealed, and told so", no_grant)
    tap.test("R-167 R-168 R-169 proposals refused", proposals_refused)
    both = tap.test("R-167 two persons, one grant in force", two_persons)
    third = tap.test("R-167 the limit a day", limit_reached)
    if third:
        tap.test("R-244 the next day it is sealed", next_day, third)
    tap.test("R-163 a frozen seal, and released", frozen)
    if both:
        tap.test("R-167 the end date: dropped, and no more", over, *both)
    tap.test("R-213 the trail has it in words", trail_speaks)
    client.shift_clock(0)


if sys.argv[2:] == ["postgres"]:
    if "JIANYIN_TEST_PG" not in os.environ:
        print("ok 1 - receipts on PostgreSQL # SKIP no JIANYIN_TEST_PG")
        sys.exit(0)
    office.store = f"postgresql:{os.environ['JIANYIN_TEST_PG']}"
main()
