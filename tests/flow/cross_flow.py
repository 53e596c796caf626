#!/usr/bin/env python3
"""Cross-industry seals: they wait for a code of the national platform, which
a clerk brings by hand or by the platform's signed answer; what P-10 asks for
first; what comes later; and a seal that goes from in-industry to
cross-industry.
Usage: cross_flow.py BUILD; it starts an office of its own.
Rules: R-077 R-078 R-079 R-128 R-129 R-130 R-131 R-135 R-136, P-09 P-10, the T1
rows of A9 and A16."""
import base64
import json
import os
import pathlib
import re
import subprocess
import tempfile

from own import office
import attack_kit as kit
import client
import steps
from client import Tap, pdf, press
from policies import Policy
from steps import (PAPERS, answer, at_front, bench, decide, draft, person,
                   post, query, request, seal_of, send, sql, state,
                   upload, verified, walk)

tap = Tap()
ID = "distid:1234567812345678"
OK = {"v_" + item: "ok" for item in PAPERS}
KEY = "00112233445566778899aabbccddeeff"
EVIDENCE = {"evidence": ("赋码.pdf", pdf("code"), "application/pdf")}
serial = [0]


def new_code():
    serial[0] += 1
    return f"990102{serial[0]:08d}"


def certified(name, **more):
    return walk(verified(seal_name=steps.UNIT + name, scope="cross", **more),
                "certify")


def typed(number, **more):
    return dict({"code": number, "again": number, "police_info": "公安印章 7",
                 "police_key": KEY, "receipt": "BA-2026-7", "pin": ""},
                **more)


def hand(case, number, login="maker", files=None, **more):
    b = person(login)
    b.get(f"/issue/{case}/coding/hand")
    return b.submit("/coding/hand", typed(number, **more),
                    EVIDENCE if files is None else files)


def refusals(case):
    (number,) = request(case, "number")
    return [r[0] for r in sql(
        "office", "SELECT reason FROM audit WHERE result = 'refused' AND"
        " object = ? ORDER BY seq", number)]


# --- by hand -------------------------------------------------------------------

def waits():
    """R-079: nothing goes on without the code, and it is not made here."""
    case = certified("跨行业章")
    page = person("maker").get(f"/issue/{case}")
    assert "国家平台" in page.plain and page.links("/coding")
    assert not page.has_form("/step"), "no button of the industry's rule"
    for act in ("code", "generate"):
        page = post("maker", f"/issue/{case}/step", act=act, note="", rev="")
        assert page.status == 409 and state(case) == "certified", act
    assert sql("office", "SELECT COUNT(*) FROM seal_code WHERE request = ?",
               case) == [(0,)]
    return case


def wrong_entries(case):
    """Each thing wrong with what is typed, in words; nothing is kept."""
    code = new_code()
    for files, more, word in (
            (None, {"code": "H990102260000010", "again": "x"}, "14 位数字"),
            (None, {"code": "9901020000001", "again": "x"}, "14 位数字"),
            (None, {"again": "99010299999999"}, "不一致"),
            (None, {"code": "89010200000001", "again": "89010200000001"},
             "不是已知的行政区划码"),
            (None, {"police_key": "00112233"}, "十六进制"),
            (None, {"police_key": "x" * 32}, "十六进制"),
            (None, {"police_key": ""}, "请填写公安对称密钥"),
            (None, {"police_info": ""}, "请填写公安印章信息"),
            (None, {"receipt": ""}, "请填写备案回执编号"),
            ({}, {}, "请上传"),
            ({"evidence": ("a.pdf", b"not a file", "application/pdf")}, {},
             "格式")):
        page = hand(case, code, files=files, **more)
        assert page.status == 400 and word in page.plain, (more, word,
                                                           page.plain[:600])
        assert KEY not in page.text, "R-130: never shown again"
        assert state(case) == "certified"
    assert sql("office", "SELECT COUNT(*) FROM coding") == [(0,)]
    # whose work it is not
    for login in ("checker", "approver", "applicant", "keeper"):
        page = post(login, f"/issue/{case}/coding/hand", **typed(code))
        assert page.status in (403, 404), (login, page.status)
    assert state(case) == "certified"


def locked_key(case):
    """R-130: who must give the PIN gets the form back, not a page that
    carries the police's key."""
    code = new_code()
    office.stop()                   # keyd forgets who had unlocked what
    office.start()
    page = hand(case, code)
    assert page.status == 400 and state(case) == "certified"
    assert "请再次输入口令" in page.plain and KEY not in page.text
    assert code in page.text, "what is no secret stays"
    page = hand(case, code, pin="wrong2026")
    assert page.status == 400 and "还可以再试" in page.plain
    assert KEY not in page.text and state(case) == "certified"
    page = hand(case, code, pin=client.PIN)
    assert state(case) == "coded", page.plain[:500]
    return code


def kept(case, code):
    """R-079, R-130, R-131: stored with its source and the clerk's word; the
    key only sealed, nowhere in clear."""
    assert sql("office", "SELECT source, request FROM seal_code WHERE code ="
               " ?", code) == [("hand", case)]
    rows = sql("office", "SELECT police_info, receipt, police_box,"
               " LENGTH(police_digest), statement FROM coding WHERE request"
               " = ?", case)
    assert rows[0][:2] == ("公安印章 7", "BA-2026-7") and rows[0][3] == 32
    assert bytes.fromhex(KEY) not in bytes(rows[0][2])
    page = person("operator").get(f"/issue/{case}/coding")
    for word in (code, "国家平台（人工录入）", "公安印章 7", "BA-2026-7",
                 "已加密保存"):
        assert word in page.plain, word
    link = page.links("/coding/evidence/")[0]
    got = person("operator").get(link)
    assert got.body == EVIDENCE["evidence"][1]
    (number,) = request(case, "number")
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
               " 'coding.view' AND object = ?", number) == [(1,)]
    page = person("maker").get(f"/issue/{case}")
    line = re.search(r"(?s)赋码.{0,900}?签名有效", page.text)
    assert line and code in page.plain, "R-027: the clerk's statement"
    assert KEY not in page.text
    assert sql("office", "SELECT COUNT(*) FROM statement WHERE subject = ?"
               " AND action = 'request.code'", case) == [(1,)]
    for path in pathlib.Path(office.data).rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert KEY.encode() not in data and \
                bytes.fromhex(KEY) not in data, path
    # what was brought is part of what was signed
    steps.write("store/office.db", "UPDATE coding SET receipt = 'BA-2026-8'"
                " WHERE request = ?", case)
    page = person("maker").get(f"/issue/{case}")
    assert "签名无效" in page.plain, "R-027: a changed record shows"
    steps.write("store/office.db", "UPDATE coding SET receipt = 'BA-2026-7'"
                " WHERE request = ?", case)


def used(case, code):
    """The seal is made under the code and lives as others do."""
    for name, take, then in steps.STEPS[6:]:
        page = take(case)
        assert state(case) == then, (name, page.plain[:500])
    assert seal_of(case)[1] == code
    told = query(code)
    assert told["state"] == "active" and told["scope"] == "cross"
    assert sql("keyd", "SELECT state FROM key_seal WHERE code = ?",
               code) == [("active",)]
    (seal,) = sql("office", "SELECT id FROM seal WHERE code = ?", code)[0]
    page = person("operator").get(f"/approve/seals/{seal}")
    assert "跨行业应用" in page.plain and "国家平台（人工录入）" in page.plain
    # a code of the platform is typed as one of ours is
    page = post("operator", "/loss/urgent", seal=code)
    assert query(code)["state"] == "lost", page.plain[:500]


def once_only(code):
    """R-128: given out once, for ever; told in words and audited."""
    case = certified("第二枚跨行业章")
    page = hand(case, code)
    assert page.status == 400 and "已经使用过" in page.plain
    assert state(case) == "certified"
    assert any("已经使用过" in why for why in refusals(case))
    return case


# --- the platform -----------------------------------------------------------------

class Platform:
    """A national platform of OpenSSL alone."""

    def __init__(self, folder):
        self.dir = pathlib.Path(folder)
        self.run("ecparam", "-genkey", "-name", "SM2", "-noout", "-out",
                 "key.pem")
        self.run("req", "-x509", "-new", "-key", "key.pem", "-sm3",
                 "-sigopt", ID, "-days", "365", "-utf8", "-subj",
                 "/C=CN/O=国家平台/CN=国家平台", "-addext",
                 "keyUsage=critical,digitalSignature", "-addext",
                 "basicConstraints=critical,CA:FALSE", "-out", "cert.pem")

    def run(self, *args):
        return subprocess.run(["openssl", *args], cwd=self.dir, check=True,
                              capture_output=True).stdout

    def trusted(self):
        path = pathlib.Path(office.data) / "national.pem"
        path.write_bytes((self.dir / "cert.pem").read_bytes())
        path.chmod(0o644)

    def sign(self, body):
        (self.dir / "body").write_bytes(body)
        return self.run("pkeyutl", "-sign", "-inkey", "key.pem", "-rawin",
                        "-digest", "sm3", "-pkeyopt", ID, "-in", "body")

    def answer(self, application, number, key=None, **values):
        lines = ["jianyin-code-answer 1", f"application: {application}",
                 f"request: {number}"]
        lines += [f"{name.replace('_', '-')}: {value}"
                  for name, value in values.items()]
        if key:
            (self.dir / "raw").write_bytes(bytes.fromhex(key))
            digest = self.run("dgst", "-sm3", "-binary", "raw").hex()
            at = [i for i, l in enumerate(lines)
                  if l.startswith("receipt")] or [len(lines)]
            lines.insert(at[0], f"police-key-sm3: {digest}")
        body = ("\n".join(lines) + "\n").encode()
        signed = body + b"signature: " + base64.b64encode(
            self.sign(body)) + b"\n"
        return signed + (f"police-key: {key}\n".encode() if key else b"")


def asked(case):
    """An application of the maker's; its id and what it says."""
    b = person("maker")
    b.get(f"/issue/{case}/coding")
    page = press(b, "/coding/ask")
    assert "等待答复" in page.plain, page.plain[:500]
    link = page.links("/coding/ask/")[-1]
    package = json.loads(b.get(link).text)
    data = json.loads(base64.b64decode(package["application"]))
    return data["id"], data, package


def answered(case, data, login="maker"):
    b = person(login)
    b.get(f"/issue/{case}/coding/answer")
    return b.submit("/coding/answer", {"pin": client.PIN}, {
        "evidence": ("answer.txt", data, "text/plain")})


def applied(case):
    """R-130, R-136: the application carries the data and a signed word, and
    no person's numbers."""
    application, data, package = asked(case)
    assert package["format"] == "jianyin-code-application-1"
    assert data["unit"]["code"] == steps.CODE and \
        data["seal"]["name"].endswith("第二枚跨行业章") and \
        len(data["seal"]["picture"]) == 64
    said = base64.b64decode(package["statement"])
    assert b"request.code-ask" in said
    text = json.dumps(data, ensure_ascii=False)
    for secret in (steps.IDNO, "13800138000", "景经办"):
        assert secret not in text, secret
    assert sql("office", "SELECT action FROM statement s JOIN code_request c"
               " ON c.statement = s.id WHERE c.id = ?",
               application) == [("request.code-ask",)]
    return application


def refuses_then_gives(case, platform):
    """R-079: let the platform fail: it waits, is retried, and succeeds."""
    application = applied(case)
    (number,) = request(case, "number")
    page = answered(case, platform.answer(application, number,
                                          result="refused", reason="x"))
    assert page.status == 400 and "还没有配置国家平台的证书" in page.plain
    platform.trusted()
    with tempfile.TemporaryDirectory() as folder:
        stranger = Platform(folder)
        bad = stranger.answer(application, number, result="refused",
                              reason="x")
    good = platform.answer(application, number, result="refused",
                           reason="单位尚未登记")
    for data, word in (
            (bad, "签名无效"), (good.replace("尚未".encode(),
                                             "已经".encode()), "签名无效"),
            (b"hello\n", "不是国家平台答复文件"), (good[:-9], "答复"),
            (platform.answer("0" * 26, number, result="refused",
                             reason="x"), "最近一次"),
            (platform.answer(application, "SL-20200101-00001",
                             result="refused", reason="x"), "不是本件"),
            (platform.answer(application, number, result="given",
                             code="12345"), "不符合全国编码规则"),
            (platform.answer(application, number, result="given",
                             code=new_code()), "答复中没有")):
        page = answered(case, data)
        assert page.status == 400 and word in page.plain, (
            word, page.plain[:600])
        assert state(case) == "certified"
    page = answered(case, good)
    assert state(case) == "failed" and request(case, "failed") == ("code",)
    page = person("maker").get(f"/issue/{case}")
    assert "国家平台未予赋码：单位尚未登记" in page.plain
    for act in ("code", "generate"):
        post("maker", f"/issue/{case}/step", act=act, note="", rev="")
        assert state(case) == "failed", act
    page = person("maker").get(f"/issue/{case}/coding/hand")
    assert page.status == 409
    page = post("maker", f"/issue/{case}/coding/hand", **typed(new_code()))
    assert page.status == 409 and state(case) == "failed"
    bench("maker", case, "/step", {"act": "retry"})
    assert state(case) == "certified"
    page = answered(case, good)
    assert page.status == 400 and "已经登记过答复" in page.plain
    application, _, _ = asked(case)
    code = new_code()
    page = answered(case, platform.answer(
        application, number, KEY, result="given", code=code,
        police_info="公安印章 8", receipt="BA-2026-8"))
    assert state(case) == "coded", page.plain[:500]
    assert sql("office", "SELECT source FROM seal_code WHERE code = ?",
               code) == [("national",)]
    page = person("maker").get(f"/issue/{case}/coding")
    assert "国家平台答复" in page.plain and KEY not in page.text
    got = person("maker").get(page.links("/coding/evidence/")[0])
    assert b"signature: " in got.body and KEY.encode() not in got.body
    page = person("maker").get(f"/issue/{case}")
    assert "签名有效" in page.plain and "签名无效" not in page.plain
    # another case's code, by a right answer, is refused as one typed is
    return code


def taken_by_answer(code, platform):
    case = certified("第三枚跨行业章")
    application, _, _ = asked(case)
    (number,) = request(case, "number")
    page = answered(case, platform.answer(
        application, number, KEY, result="given", code=code,
        police_info="x", receipt="y"))
    assert page.status == 400 and "已经使用过" in page.plain
    assert state(case) == "certified"
    return case


# --- what comes later (P-10) ----------------------------------------------------------

def filed_after(case):
    """P-10 "after": the code alone, and the rest when it comes."""
    code = new_code()
    empty = {"police_info": "", "police_key": "", "receipt": ""}
    page = hand(case, code, **empty)
    assert page.status == 400 and "请填写备案回执编号" in page.plain
    with Policy("P-10", "after"):
        page = hand(case, code, login="operator", **empty)
        assert state(case) == "coded", page.plain[:500]
    page = person("operator").get(f"/issue/{case}/coding")
    assert "还没有登记：公安印章信息、公安对称密钥、备案回执编号" in page.plain
    page = bench("maker", case, "/step", {"act": "generate"})
    assert state(case) == "made"

    def late(**more):
        b = person("operator")
        b.get(f"/issue/{case}/coding/late")
        return b.submit("/coding/late", dict(empty, pin=client.PIN, **{
            k: v for k, v in more.items()}), EVIDENCE)
    page = late()
    assert page.status == 400 and "至少填写一项" in page.plain
    b = person("operator")
    b.get(f"/issue/{case}/coding/late")
    page = b.submit("/coding/late", {"receipt": "BA-2026-9",
                                     "pin": client.PIN}, EVIDENCE)
    assert "还没有登记：公安印章信息、公安对称密钥" in page.plain, \
        page.plain[:500]
    b.get(f"/issue/{case}/coding/late")
    page = b.submit("/coding/late", {
        "police_info": "公安印章 9", "police_key": KEY, "pin": client.PIN},
        EVIDENCE)
    assert "还没有登记" not in page.plain and KEY not in page.text
    assert sql("office", "SELECT COUNT(*) FROM statement WHERE subject = ?"
               " AND action = 'request.code'", case) == [(3,)]
    page = b.get(f"/issue/{case}/coding/late")
    assert page.status == 409 and "已经齐全" in page.plain
    page = post("operator", f"/issue/{case}/coding/late", receipt="z")
    assert page.status == 409
    assert any("已经齐全" in why for why in refusals(case))


def in_industry():
    """R-078, R-131: no platform, no receipt, the industry's rule."""
    case = walk(verified(seal_name=steps.UNIT + "行业内章"), "certify")
    page = person("maker").get(f"/issue/{case}/coding")
    assert page.status == 404
    page = post("maker", f"/issue/{case}/coding/hand", **typed(new_code()))
    assert page.status == 404 and state(case) == "certified"
    walked = [s for s in steps.STEPS if s[0] in ("code", "generate", "load",
                                                 "deliver", "activate")]
    for name, take, then in walked:
        take(case)
        assert state(case) == then, name
    code = seal_of(case)[1]
    assert re.fullmatch(r"H990102\d{8}[0-9A-Y]", code)
    assert sql("office", "SELECT source FROM seal_code WHERE code = ?",
               code) == [("industry",)]
    assert sql("office", "SELECT COUNT(*) FROM coding WHERE request = ?",
               case) == [(0,)]
    return code


# --- from the one to the other ----------------------------------------------------------

def opened(code, reason):
    page = post("applicant", "/change/new", seal=code, reason=reason, note="",
                rev="")
    found = re.search(r"/change/([0-9a-z]{26})", page.url)
    return found.group(1) if found else page


def moves(code):
    """R-135: a request, a new code of the platform, the seal made anew."""
    case = opened(code, "scope")
    for item in PAPERS:
        upload(person("applicant"), "change", case, item)
    send(person("applicant"), "change", case)
    decide("checker", case, "verify", **OK)
    with Policy("P-30", "activation"):
        decide("operator", case, "open-child")
    assert state(case) == "old-handled" and query(code)["state"] == "active"
    (child,) = sql("office", "SELECT id FROM request WHERE parent = ?",
                   case)[0]
    assert sql("office", "SELECT scope FROM application WHERE request = ?",
               child) == [("cross",)]
    page = answer(child, seal_name=steps.UNIT + "行业内章",
                  scope="industry")
    assert "应选择跨行业应用" in page.plain
    page = send(person("applicant"), "apply", child)
    assert state(child) == "draft", "R-135: only across industries"
    answer(child, seal_name=steps.UNIT + "行业内章", scope="cross")
    send(person("applicant"), "apply", child)
    assert state(child) == "submitted"
    decide("checker", child, "verify", **OK)
    walk(child, "certify")
    page = post("maker", f"/issue/{child}/step", act="code", note="", rev="")
    assert page.status == 409 and state(child) == "certified"
    new = new_code()
    hand(child, new)
    assert state(child) == "coded"
    for name, take, then in steps.STEPS[6:]:
        take(child)
        assert state(child) == then, name
    assert state(case) == "completed"
    assert query(new)["state"] == "active" and query(new)["scope"] == "cross"
    assert query(code)["state"] == "revoked"
    old, made = (sql("office", "SELECT v.der FROM seal_version v JOIN seal s"
                     " ON s.id = v.seal WHERE s.code = ?", c)[0][0]
                 for c in (code, new))
    assert code.encode() in bytes(old) and new.encode() in bytes(made) and \
        code.encode() not in bytes(made), "R-135: the data under the new code"
    page = opened(new, "scope")
    assert not isinstance(page, str) and page.status == 400 and \
        "已经是跨行业应用" in page.plain


def default_scope():
    """P-09: what is chosen where the applicant chooses nothing."""
    def usual(value):
        case = draft()
        page = person("applicant").get(f"/apply/{case}/answers")
        assert page.form("/answers")["fields"]["scope"] == value
        answer(case, scope="", seal_name=steps.UNIT + "默认范围章")
        assert sql("office", "SELECT scope FROM application WHERE request"
                   " = ?", case) == [(value,)]
        at_front("applicant", case, "/withdraw")
    usual("industry")
    with Policy("P-09", "cross"):
        usual("cross")


def main():
    with office, tempfile.TemporaryDirectory() as folder:
        platform = Platform(folder)
        case = tap.test("R-078 R-079 it waits for the platform's code", waits)
        if case:
            tap.test("R-079 R-021 wrong entries", wrong_entries, case)
            code = tap.test("R-130 a locked key shows no secret", locked_key,
                            case)
            tap.test("R-079 R-130 R-131 R-027 kept, sealed and signed", kept,
                     case, code)
            tap.test("R-129 the seal under the platform's code", used, case,
                     code)
            second = tap.test("R-128 a code is given out once", once_only,
                              code)
            code = tap.test("R-079 R-130 R-136 the platform fails, is asked "
                            "again, and gives", refuses_then_gives, second,
                            platform)
            third = tap.test("R-128 nor by an answer", taken_by_answer, code,
                             platform)
            if third:
                tap.test("P-10 R-131 what comes after the seal", filed_after,
                         third)
        code = tap.test("R-078 R-131 in-industry: none of it", in_industry)
        if code:
            tap.test("R-135 from in-industry to cross-industry", moves, code)
        tap.test("P-09 the usual scope", default_scope)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


main()
