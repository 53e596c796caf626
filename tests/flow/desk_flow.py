"""The desk and the bench: an application checked item by item, returned with
every fault at once, verified, made and handed over, and what is refused on
the way.  Rules: R-019 R-026 R-061 R-062 R-066 R-067 R-068 R-099 R-100 R-103
R-104 R-110 R-111 R-128 R-129 R-214."""
import csv
import os
import random
import re
import subprocess
import tempfile
import time

from client import Tap, as_person, pdf, press

tap = Tap()
UNIT = "演示区清泉职业培训学校"
CODE = "12990102MB70548X7H"
ITEMS = ["sealed", "agent", "contact", "founding"]
ALL_OK = {f"v_{item}": "ok" for item in ITEMS}


def state(page):
    found = re.search(r'(?s)case-state">(.*?)</p>', page.text)
    return re.sub(r"<[^>]+>|\s", "", found.group(1)) if found else ""


def signatures(page):
    return re.findall(r'history-sign"><span class="tag tag-(\w+)"', page.text)


def upload_all(b, case, items=ITEMS):
    for item in items:
        b.get(f"/apply/{case}/materials")
        page = b.submit(f"/materials/{item}", files={
            "file": (f"{item}.pdf", pdf(item), "application/pdf")})
        assert page.status == 200, (item, page.plain[:200])


def send(b, case):
    b.get(f"/apply/{case}/check")
    page = b.submit("/submit", {"agree": "1", "declare": "1"})
    assert page.url.endswith("/done"), page.plain[:300]


def applied(name, **more):
    """A submitted application; the applicant's browser and its id."""
    b = as_person("applicant")
    b.get("/apply")
    b.submit("/apply/new")
    case = re.search(r"/apply/([0-9a-z]{26})", b.page.url).group(1)
    b.get(f"/apply/{case}/answers")
    fields = {"org_code": CODE, "org_type": "institution",
              "agent_name": "景经办", "agent_idno": "371002199003070011",
              "agent_phone": "13800138000", "seal_name": UNIT + name,
              "sub_kind": "HT", "category": "unit", "scope": "industry",
              "delivery": "hosted", "keeper_name": "鲍保管",
              "keeper_login": "keeper"}
    page = b.submit("/answers", dict(fields, **more))
    assert page.status == 200, page.plain[:300]
    upload_all(b, case)
    send(b, case)
    return b, case


def decide(b, case, act, fields=None):
    b.get(f"/approve/{case}")
    return press(b, "/decide", dict(fields or {}, act=act))


def item_by_item():
    applicant, case = applied("办事专用章")
    b = as_person("checker")
    page = b.get("/approve")
    assert case in page.text, "the workbench does not show it"
    page = decide(b, case, "verify", {"v_sealed": "ok"})
    assert page.status == 400 and "有 3 处需要修改" in page.plain
    for item in ("经办人身份证", "经办人联系方式证明", "单位成立文件或证照"):
        assert page.plain.count(f"请给出“{item}”的核验结论") == 2, item
    assert re.search(r'name="v_sealed" value="ok" checked', page.text), \
        "what was typed is gone"
    page = decide(b, case, "verify", dict(ALL_OK, v_agent="fault",
                                          p_agent="one-side"))
    assert page.status == 400 and "不通过" in page.plain
    page = decide(b, case, "return", {"v_sealed": "fault"})
    assert page.status == 400 and "不通过的原因" in page.plain
    page = decide(b, case, "save", {"v_sealed": "ok", "v_agent": "ok"})
    assert page.status == 200 and "何核验 核验" in page.plain, "no checker"
    return applicant, b, case


def returned(applicant, b, case):
    page = decide(b, case, "return", dict(
        ALL_OK, v_sealed="fault", p_sealed="no-seal", v_agent="fault",
        p_agent="one-side", w_agent="第二页空白", remark="地址请写全称"))
    assert state(page) == "退回补正", page.plain[:300]
    page = applicant.get(f"/apply/{case}")
    for word in ("未加盖单位公章", "缺少证件正面或反面；第二页空白",
                 "地址请写全称"):
        assert word in page.plain, word
    assert "需补正 2 项" in page.plain, page.plain[:400]
    applicant.get(f"/apply/{case}/check")
    page = applicant.submit("/submit", {"agree": "1", "declare": "1"})
    assert "请重新上传需要补正的“经办人身份证”" in page.plain, \
        page.plain[:400]
    page = applicant.get(f"/apply/{case}/materials")
    assert "需要补正： 未加盖单位公章" in page.plain, page.plain[:600]
    row = applicant.own_row(case)
    assert re.search(r"最近一步：退回补正，\d{4}年", row), row
    for word in ("需要补正的内容", "未加盖单位公章", "地址请写全称",
                 "缺少证件正面或反面；第二页空白", "待重新上传 2 项：",
                 "经办人身份证"):
        assert word in row, (word, row)
    upload_all(applicant, case, ["agent"])
    assert "待重新上传 1 项：" in applicant.own_row(case)
    upload_all(applicant, case, ["sealed"])
    assert "待重新上传" not in applicant.own_row(case)
    send(applicant, case)
    assert "需要补正" not in applicant.own_row(case)
    page = b.get(f"/approve/{case}")
    assert page.links("/version/1"), "version 1 cannot be found"
    page = b.get(f"/approve/{case}/version/1")
    assert page.status == 200 and "第 1 稿" in page.plain
    assert "未加盖单位公章" in page.plain, "its verdicts are gone"
    assert b.get(f"/approve/{case}/version/9").status == 404


def two_people(b, case):
    b.get(f"/approve/{case}")
    old = dict(b.page.form("/decide")["fields"])
    other = as_person("checker")
    page = decide(other, case, "verify", ALL_OK)
    assert state(page) == "核验通过", page.plain[:300]
    page = b.post(f"/approve/{case}/decide", dict(old, act="reject",
                                                  note="晚了一步"))
    assert page.status == 400 and "他人办理" in page.plain
    assert state(b.get(f"/approve/{case}")) == "核验通过"


def rejected():
    applicant, case = applied("另一枚章")
    b = as_person("checker")
    page = decide(b, case, "reject")
    assert page.status == 400 and "请填写理由" in page.plain
    b.get(f"/approve/{case}")
    page = b.submit("/decide", {"act": "reject", "note": "不在受理范围"})
    assert "即告终止" in page.plain and "不在受理范围" in page.plain
    assert "核验" in state(b.get(f"/approve/{case}")), "one touch ended it"
    b.submit("/decide", {"act": "reject", "note": "不在受理范围"})
    page = b.submit("/decide", {"edit": "1"})
    assert "\n不在受理范围</textarea>" in page.text, "typed once, lost"
    page = decide(b, case, "reject", {"note": "本单位不在受理范围"})
    assert state(page) == "不予通过", (state(page), page.plain[:300])
    assert "本单位不在受理范围" in applicant.get(f"/apply/{case}").plain
    assert "不予受理" in applicant.get("/account/inbox").plain


def credit_code():
    """A right code (GB 32100) nobody has yet."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30,
               28]
    body = "12990102MB" + "".join(random.choices("0123456789", k=7))
    total = sum(signs.index(c) * w for c, w in zip(body, weights))
    return body + signs[(31 - total % 31) % 31]


def visitor():
    b = as_person("checker")
    b.get("/approve/new")
    page = b.submit("/approve/new", {"org_code": "123"})
    assert page.status == 400 and page.text.count('class="error"') == 5, \
        page.text.count('class="error"')
    page = b.submit("/approve/new", {
        "org_code": credit_code(), "org_name": "演示区新设文化站",
        "org_type": "institution", "org_region": "990102",
        "org_address": "演示区五号路 9 号"})
    case = re.search(r"/apply/([0-9a-z]{26})", page.url).group(1)
    page = b.get(f"/approve/{case}")
    assert "尚未核实" in page.plain and not page.has_form("/unit")
    page = b.post(f"/approve/{case}/unit", {"csrf": page.form(
        "/account/signout")["fields"]["csrf"]})
    assert page.status == 409 and "不得核实本人" in page.plain
    other = as_person("operator")
    other.get(f"/approve/{case}")
    page = other.submit("/unit")
    assert page.status == 200 and "尚未核实" not in page.plain


def pictures(case):
    b = as_person("maker")
    page = b.get(f"/issue/{case}/draw")
    assert page.status == 200 and "合同专用章" in page.text
    image = re.search(r'href="(/issue/[^"]*/worked/[0-9a-f]{96})"', page.text)
    assert image, page.plain[:300]
    page = b.submit("/draw", {"act": "put", "ring_text": "演示区𠀀学校"})
    assert page.status == 400 and "𠀀" in page.plain
    b.get(f"/issue/{case}/draw")
    page = b.submit("/draw", {"act": "put", "mm_w": "45", "mm_h": "45"})
    assert page.status == 400 and "通行规格不同" in page.plain
    assert 'value="45"' in page.text, "what was typed is gone"
    for name, data in (("s.svg", b"<svg onload='alert(1)'/>"),
                       ("s.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 900),
                       ("s.jpg", b"MZ\x90\0" * 50)):
        b.get(f"/issue/{case}/scan")
        page = b.submit("/scan", {"act": "preview"},
                        files={"file": (name, data, "image/png")})
        assert page.status == 400 and 'id="e-file"' in page.text, name
    page = b.get(image.group(1))
    assert page.status == 200 and page.body.startswith(b"\x89PNG")
    other = image.group(1)[:-1] + ("0" if image.group(1)[-1] != "0" else "1")
    assert b.get(other).status == 404, "a guessed picture"
    return b, image.group(1)


def signed_comparison(case, drawing):
    """A reference makes the comparison the checker's (R-103)."""
    maker, checker = as_person("maker"), as_person("checker")
    scan = maker.get(drawing).body
    maker.get(f"/issue/{case}/draw")
    page = maker.submit("/draw", {"act": "put", "same": "same"},
                        {"ref_file": ("r.png", scan, "image/png")})
    assert page.status == 400 and "须由核验人员签署" in page.plain
    assert "同比例比对" in page.plain
    checker.get(f"/issue/{case}/draw")
    page = checker.submit("/draw", {"act": "put"},
                          {"ref_file": ("r.png", scan, "image/png")})
    assert page.status == 400 and "请比对后选择结论" in page.plain
    page = checker.submit("/draw", {"act": "put", "same": "different"})
    assert page.status == 400 and "不能提交" in page.plain
    page = checker.submit("/draw", {"act": "put", "same": "same"})
    assert state(page) == "印模待确认", (state(page), page.plain[:400])
    assert "经比对" in page.plain
    assert set(signatures(page)) == {"good"}


def entered(applicant, maker, case):
    applicant.get(f"/apply/{case}")
    page = applicant.submit("/confirm-image")
    assert page.status == 200, page.plain[:300]
    maker.get(f"/issue/{case}")
    page = maker.submit("/enter", {"approving_name": "",
                                   "approving_region": "99"})
    assert page.status == 400 and 'id="e-approving_name"' in page.text
    assert 'id="e-approving_region"' in page.text
    maker.get(f"/issue/{case}")
    page = maker.submit("/enter")
    assert state(page) == "待审批", page.plain[:300]


def approved(case):
    b = as_person("approver")
    page = decide(b, case, "send-back")
    assert page.status == 400 and "请填写理由" in page.plain
    page = decide(b, case, "approve")
    assert state(page) == "审批通过", (state(page), page.plain[:300])
    assert as_person("maker").post(
        f"/approve/{case}/decide", {}).status == 403


def made(maker, case):
    for act, after in (("certify", "证书已签发"), ("code", "已赋码"),
                       ("generate", "已制作"), ("load", "待领取")):
        maker.get(f"/issue/{case}")
        page = maker.submit("/step", {"act": act})
        assert state(page) == after, (act, state(page),
                                                   page.plain[:300])
    code = re.search(r"H990102\d{8}[0-9A-Z]", page.plain)
    assert code, "no industry code"


def delivered(case):
    b = as_person("checker")
    b.get(f"/issue/{case}")
    page = b.submit("/deliver", {"receiver": "", "number": "123456"})
    assert page.status == 400 and 'id="e-receiver"' in page.text
    page = b.submit("/deliver", {"receiver": "鲍保管",
                                 "number": "371002199003070011"})
    assert page.status == 200, page.plain[:300]
    assert "371002199003070011" not in page.text, "a whole number is shown"
    page = b.get(f"/issue/{case}/paper/receipt")
    assert page.body.startswith(b"%PDF-")
    keeper = as_person("keeper")
    keeper.get(f"/apply/{case}")
    keeper.submit("/activate")
    page = b.get(f"/approve/{case}")
    assert state(page) == "办结", state(page)
    found = signatures(page)
    assert len(found) >= 10 and set(found) == {"good"}, found


def csr(folder, org, name, number):
    key, out = os.path.join(folder, "k.pem"), os.path.join(folder, "r.pem")
    subprocess.run(["openssl", "ecparam", "-genkey", "-name", "SM2",
                    "-noout", "-out", key], check=True, capture_output=True)
    subprocess.run(["openssl", "req", "-new", "-key", key, "-sm3", "-utf8",
                    "-sigopt", "distid:1234567812345678", "-subj",
                    f"/C=CN/O={org}/CN={name}/serialNumber={number}",
                    "-out", out], check=True, capture_output=True)
    with open(out, "rb") as f:
        return f.read()


def packages():
    name = UNIT + "导入专用章"
    applicant, case = applied("导入专用章", importing="1")
    decide(as_person("checker"), case, "verify", ALL_OK)
    maker = as_person("maker")
    maker.get(f"/issue/{case}/draw")
    page = maker.submit("/draw", {"act": "put"})
    assert state(page) == "印模待确认", page.plain[:300]
    applicant.get(f"/apply/{case}")
    applicant.submit("/confirm-image")
    with tempfile.TemporaryDirectory() as folder:
        good = csr(folder, UNIT, name, CODE)
        other = csr(folder, "别的单位", name, CODE)
    cut = good[:300] + b"A" + good[301:] if good[300:301] != b"A" else \
        good[:300] + b"B" + good[301:]
    for data, words in ((None, "请上传申请数据包"), (b"x", "没有有效签名"),
                        (cut, "没有有效签名"), (other, "不是本单位的")):
        maker.get(f"/issue/{case}")
        page = maker.submit("/enter", files={} if data is None else {
            "package": ("p.csr", data, "application/octet-stream")})
        assert page.status == 400 and words in page.plain, words
    maker.get(f"/issue/{case}")
    page = maker.submit("/enter", files={
        "package": ("p.csr", good, "application/octet-stream")})
    assert state(page) == "待审批", page.plain[:300]
    assert set(signatures(page)) == {"good"}


def table():
    b = as_person("checker")
    page = b.get("/approve/list?tab=all&q=" + "%E5%AF%BC%E5%85%A5")
    assert page.status == 200 and "导入专用章" in page.plain
    assert "另一枚章" not in page.plain
    assert b.get("/approve/list?tab=all&q=a").status == 400
    number = re.search(r"SL-\d{8}-\d{5}", page.text).group(0)
    page = b.get(f"/approve/list?tab=all&q={number}")
    assert number in page.text and "/approve/" in page.url
    page = b.get("/approve/list.csv?tab=done")
    assert page.status == 200 and "办件编号" in page.text
    assert "另一枚章" in page.text and "导入专用章" not in page.text
    assert as_person("applicant").get("/approve/list.csv").status == 403
    page = as_person("auditor").get("/audit")
    assert "request.export" in page.text or "导出" in page.plain, \
        "the export is not in the trail"


def day(days=0):
    """A date in Asia/Shanghai, as the filter takes it."""
    return time.strftime("%Y-%m-%d", time.gmtime(
        time.time() + 8 * 3600 + days * 86400))


def lines(page):
    """The table's cells, row by row."""
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in
             re.findall(r"(?s)<td[^>]*>(.*?)</td>", row)]
            for row in re.findall(r"(?s)<tr>(<td.*?)</tr>", page.text)]


def finished(case):
    """R-100: what ended in a period, one line each, by whom and when."""
    b = as_person("checker")
    number = re.search(r"SL-\d{8}-\d{5}", b.get(f"/approve/{case}").text
                       ).group(0)
    today = f"/approve/list?tab=done&from={day()}&until={day()}"
    rows = lines(b.get(today))
    numbers = [row[0] for row in rows]
    assert len(set(numbers)) == len(numbers) > 1, numbers
    row = rows[numbers.index(number)]
    date = "%d年%d月%d日" % tuple(int(n) for n in day().split("-"))
    assert row[1] == "申领" and row[5] == "办结", row
    assert row[7] == "何核验", "who of the desk acted last: who delivered"
    assert row[8].startswith(date), row
    assert [r[8] for r in rows] == sorted((r[8] for r in rows),
                                          reverse=True), rows
    oldest = [r[0] for r in lines(b.get(today + "&order=oldest"))]
    assert oldest == numbers[::-1], (oldest, numbers)
    for other in (f"from={day(1)}", f"until={day(-1)}",
                  f"from={day(-9)}&until={day(-1)}"):
        rest = lines(b.get("/approve/list?tab=done&" + other))
        assert not set(numbers) & {r[0] for r in rest}, (other, rest)
    mine = [r for r in rows if r[1] == "申领"]
    assert lines(b.get(today + "&business=apply")) == mine, mine
    assert number not in b.get(today + "&business=cancel").text, number
    found = lines(b.get(today + "&q=%E5%8A%9E%E4%BA%8B"))
    assert [r[0] for r in found] == [number], found
    (link,) = b.get(today + "&business=apply").links("list.csv")
    table = b.get(link)
    cells = list(csv.reader(table.text.splitlines()))
    assert cells[0][-2:] == ["经办人员", "办结时间"], cells[0]
    assert [(r[0], r[10], r[11]) for r in cells[1:]] == [
        (r[0], r[7], r[8]) for r in mine], (cells, mine)
    # an open case has not ended
    open_ones = [r[0] for r in lines(b.get("/approve/list?tab=approve"))]
    assert open_ones and not set(open_ones) & set(numbers), open_ones


def main():
    begun = tap.test("R-066 each item is judged, by whom and when",
                     item_by_item)
    if begun:
        applicant, checker, case = begun
        tap.test("R-040 R-068 returned with every fault at once, version 1 stays",
                 returned, applicant, checker, case)
        tap.test("two people at once: one wins, the other is told",
                 two_people, checker, case)
        bench = tap.test("R-104 R-111 pictures: glyph, size, bad files",
                         pictures, case)
        if bench:
            maker, drawing = bench
            tap.test("R-103 only the checker signs the comparison",
                     signed_comparison, case, drawing)
            tap.test("R-061 R-110 confirmed, the clerk's fields", entered,
                     applicant, maker, case)
            tap.test("R-026 approved by another person", approved, case)
            tap.test("R-128 R-129 certificate, industry code, seal", made,
                     maker, case)
            tap.test("R-027 R-099 delivered to a named receiver, all signed",
                     delivered, case)
    tap.test("R-067 rejected with a reason the applicant reads", rejected)
    tap.test("R-026 a visitor's new unit is confirmed by another", visitor)
    tap.test("R-062 the package is signed and of this unit", packages)
    tap.test("R-214 what is filtered is exported, and audited", table)
    if begun:
        tap.test("R-100 what ended, by period, with operator and time",
                 finished, begun[2])
    tap.end()


if __name__ == "__main__":
    main()
