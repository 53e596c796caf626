"""Home, signing in and out, and the applicant's form: what is asked, what is
kept, what is refused.  Rules: R-025 R-026 R-040 R-044 R-061 R-063 R-068
R-070 R-101 R-111 R-140 R-150 R-226 R-254."""
import re

import client
from client import Browser, Tap, as_person, pdf, press

tap = Tap()


def home():
    page = Browser().get("/")
    assert page.status == 200, page.status
    assert "演示" in page.text, "no band"
    for word in ("申领", "挂失", "验真", "办件进度"):
        assert word in page.plain, word
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe-inline" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def wrong_pin():
    b = Browser()
    b.get("/account/signin")
    page = b.submit("/account/signin", {"login": "applicant",
                                        "pin": "wrong12345"})
    assert page.status != 200 or "退出" not in page.text
    assert "口令" in page.plain
    b.get("/account/signin")
    other = b.submit("/account/signin", {"login": "nobody-here",
                                         "pin": "wrong12345"})
    assert "退出" not in other.text
    assert "wrong12345" not in page.text + other.text, "a PIN was shown"


def session_cookie():
    b = Browser()
    b.get("/account/signin")
    b.submit("/account/signin", {"login": "applicant", "pin": client.PIN},
             follow=False)
    cookie = b.page.headers.get_all("Set-Cookie")
    session = [c for c in cookie if c.startswith("__Host-jy=")]
    assert session, cookie
    for word in ("HttpOnly", "Secure", "SameSite", "Path=/"):
        assert word in session[0], session[0]
    b.get("/")
    b.sign_out()


def menus():
    expected = {"applicant": "/apply", "checker": "/approve",
                "maker": "/issue", "requester": "/stamp",
                "auditor": "/audit", "system": "/admin"}
    for login, path in expected.items():
        b = as_person(login)
        page = b.get("/")
        assert page.links(path), f"{login} has no {path}"
        for other, forbidden in (("applicant", "/issue"),
                                 ("auditor", "/approve"),
                                 ("system", "/approve"),
                                 ("requester", "/audit")):
            if other == login:
                answer = b.get(forbidden)
                assert answer.status == 403, (login, forbidden,
                                              answer.status)
        b.get("/")
        b.sign_out()


def new_case(b):
    b.get("/apply")
    page = b.submit("/apply/new")
    assert page.status == 200, page.plain[:300]
    return re.search(r"/apply/([0-9a-z]{26})", page.url).group(1)


GOOD = {
    "org_code": "12990102MB70548X7H", "org_name": "演示区清泉职业培训学校",
    "org_type": "institution", "org_region": "990102",
    "org_address": "演示区四号路 5 号", "agent_name": "景经办",
    "agent_idno": "371002199003070011", "agent_phone": "13800138000",
    "seal_name": "演示区清泉职业培训学校合同专用章", "sub_kind": "HT",
    "category": "unit", "scope": "industry", "delivery": "hosted",
    "secret": "open",
}


def empty_form():
    b = as_person("applicant")
    case = new_case(b)
    b.get(f"/apply/{case}/answers")
    fields = {name: "" for name in GOOD}
    page = b.submit("/answers", fields)
    assert page.status == 400, page.status
    found = re.search(r"有\s*(\d+)\s*处需要修改", page.plain)
    assert found and found.group(1) == "10", page.plain[:400]
    assert page.text.count('class="error"') == 10
    assert "错误：" in re.search(r"<title>(.*?)</title>", page.text).group(1)
    return b, case


def each_field_wrong(b, case):
    wrong = {"org_code": "91371000MA3C00046D", "org_region": "9901",
             "org_name": "一", "agent_idno": "110105194912310021",
             "agent_phone": "12800138000", "org_address": "短",
             "seal_name": "一", "agent_name": "一",
             "org_type": "kingdom"}
    for name, value in wrong.items():
        b.get(f"/apply/{case}/answers")
        page = b.submit("/answers", dict(GOOD, **{name: value}))
        assert page.status == 400, (name, page.status)
        assert page.text.count('class="error"') == 1, \
            (name, re.findall(r'class="error"[^>]*>(.*?)</p>', page.text))
        assert f'id="e-{name}"' in page.text, name
        if name != "org_type":
            assert value in page.text, f"{name}: what was typed is gone"


def missing_named(b, case):
    """R-040: what a draft lacks stands in the list, as the refusal has it."""
    row = b.own_row(case)
    assert "草稿" in row, row
    assert re.search(r"最近一步：保存，\d{4}年\d+月\d+日 \d\d:\d\d", row), row
    said = re.search(r"待填写或修改 (\d+) 项：(\S+)", row)
    assert said and said.group(1) == "10", row
    assert said.group(2).split("、") == [
        "是否涉及国家秘密", "统一社会信用代码", "单位名称", "单位类型",
        "单位行政区划码", "单位地址", "经办人姓名", "经办人公民身份号码", "经办人手机号码", "电子印章名称"], row
    assert "待上传材料 4 项：" in row and "经办人身份证" in row, row
    b.get(f"/apply/{case}/check")
    page = b.submit("/submit", {"agree": "1", "declare": "1"})
    assert "申请信息有 10 处需要填写或修改" in page.plain, page.plain[:400]


def missing_less(b, case):
    """One material given, one less is missing."""
    b.get(f"/apply/{case}/materials")
    b.submit("/materials/agent", files={
        "file": ("agent.pdf", pdf("agent"), "application/pdf")})
    row = b.own_row(case)
    assert "待填写" not in row, row
    assert "待上传材料 3 项：" in row and "经办人身份证" not in row, row


def messy_input(b, case):
    b.get(f"/apply/{case}/answers")
    page = b.submit("/answers", dict(
        GOOD, org_code="１２９９０１０２ｍｂ７０５４８ｘ７ｈ",
        agent_phone="+86 138-0013-8000", agent_idno=" 371002199003070011 "))
    assert page.status == 200, page.plain[:300]
    page = b.get(f"/apply/{case}")
    assert "138****8000" in b.get(f"/apply/{case}/check").text or \
        "还缺" in page.plain
    assert "13800138000" not in page.text


def materials(b, case):
    items = ["sealed", "agent", "contact", "founding"]
    for missing in items:
        page = b.get(f"/apply/{case}")
        assert "可以提交" not in page.plain
    for item in items:
        page = b.get(f"/apply/{case}")
        assert not page.links("/check") or item == "", "submit is offered"
        b.get(f"/apply/{case}/materials")
        page = b.submit(f"/materials/{item}", files={
            "file": (f"{item}.pdf", pdf(item), "application/pdf")})
        assert page.status == 200, (item, page.status, page.plain[:200])
    page = b.get(f"/apply/{case}")
    assert page.links("/check"), page.plain[:400]


def bad_uploads(b, case):
    tries = [
        ("script.svg", b"<svg onload='alert(1)'></svg>", 400),
        ("renamed.pdf", b"MZ\x90\x00 not a pdf at all", 400),
        ("empty.pdf", b"", 400),
        ("../../etc/passwd\\\".pdf", pdf("x"), 200),
    ]
    for name, data, status in tries:
        b.get(f"/apply/{case}/materials")
        page = b.submit("/materials/agent", files={
            "file": (name, data, "application/pdf")})
        assert page.status == status, (name, page.status, page.plain[:200])
        if status == 400:
            assert "错误" in page.plain, name
    b.get(f"/apply/{case}/materials")
    page = b.submit("/materials/agent", files={
        "file": ("big.pdf", pdf("x") + b"\0" * (6 << 20),
                 "application/pdf")})
    assert page.status in (400, 413), page.status
    page = b.get(f"/apply/{case}")
    assert page.status == 200


def submit(b, case):
    page = b.get(f"/apply/{case}/check")
    page = b.submit("/submit")
    assert page.status == 400, "submitted without agreement"
    assert page.text.count('class="error"') >= 2, page.plain[:300]
    page = b.submit("/submit", {"agree": "1"})
    assert page.status == 400, "submitted without declaration"
    page = b.submit("/submit", {"agree": "1", "declare": "1"})
    assert page.status == 200 and page.url.endswith("/done"), \
        (page.status, page.url, page.plain[:400])
    number = re.search(r"SL-\d{8}-\d{5}", page.text).group(0)
    query = re.search(r"查询码 ([0-9A-Z]{8})\b", page.plain).group(1)
    assert "30 天内改好再提交" in page.plain, "by when is not said"
    again = b.get(f"/apply/{case}/done")
    assert query in again.plain, "a bookmark loses the code"
    page = b.get(f"/apply/{case}")
    assert "签名有效" in page.plain
    return number, query


def others(b, case, number):
    for login, status in (("requester", 403), ("auditor", 403),
                          ("system", 403)):
        other = as_person(login)
        page = other.get(f"/apply/{case}")
        assert page.status in (403, 404), (login, page.status)
        other.get("/")
        other.sign_out()
    page = Browser().get(f"/apply/{case}")
    assert number not in page.text and "登录" in page.plain


def withdraw(b, case):
    page = b.get(f"/apply/{case}")
    page = b.submit("/withdraw")
    assert "不能恢复" in page.plain and "已撤回" not in page.plain
    assert b.get(f"/apply/{case}").has_form("/withdraw"), "one touch ended it"
    page = press(b, "/withdraw")
    assert "已撤回" in page.plain, page.plain[:300]
    page = b.get(f"/apply/{case}")
    assert not page.has_form("/withdraw")


def papers(b, case):
    for paper in ("form", "collect"):
        page = b.get(f"/apply/{case}/paper/{paper}")
        assert page.status == 200 and page.body.startswith(b"%PDF-"), paper
    assert b.get(f"/apply/{case}/paper/nothing").status == 404


tap.test("R-140 home page, band and headers", home)
tap.test("R-150 wrong PIN and unknown name look alike, no PIN shown",
         wrong_pin)
tap.test("R-226 the session cookie is __Host-, Secure and HttpOnly",
         session_cookie)
tap.test("R-025 R-044 menus follow the roles, other pages are refused",
         menus)
started = tap.test("R-061 an empty form names ten fields", empty_form)
if started:
    who, case_id = started
    tap.test("R-040 the own list names and counts what a draft lacks",
             missing_named, who, case_id)
    tap.test("R-061 each wrong field is named alone, what was typed stays",
             each_field_wrong, who, case_id)
    tap.test("messy input is cleaned, numbers are masked", messy_input, who,
             case_id)
    tap.test("R-040 what was given is no longer missing", missing_less, who,
             case_id)
    tap.test("R-063 submit is offered once every material is there",
             materials, who, case_id)
    tap.test("R-111 uploads are judged by their bytes, limits are told",
             bad_uploads, who, case_id)
    tap.test("R-071 R-102 forms to print", papers, who, case_id)
    done = tap.test("R-069 R-070 R-072 submitted with agreement and "
                    "declaration, signed", submit, who, case_id)
    if done:
        tap.test("R-009 R-040 nobody else sees it", others, who, case_id,
                 done[0])
        tap.test("R-101 withdrawn until it is verified", withdraw, who,
                 case_id)
tap.end()
