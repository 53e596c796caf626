"""The public: three doors, the original, status, progress.  What is shown,
what is never said, what is refused, slowed and forgotten.  Rules: R-040
R-185 R-190 R-191 R-192 R-193 R-194 R-195 R-196 R-197 R-199 R-200 R-202 R-203
R-206 R-207 R-245 R-246."""
import base64
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import urllib.parse

import client
from attack_kit import From
from client import Browser, Tap, as_person, pdf, press

tap = Tap()
PERSONAL = "景经办（11010519491231002X，13800138000）参训证明"
HOST = urllib.parse.urlsplit(client.URL).netloc
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
docs = {}


# --- two stamped files --------------------------------------------------------

def office(sql, *values):
    path = os.path.join(client.VAR, "store/office.db")
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def stamp(kind, title, pages):
    q = as_person("requester")
    q.get("/stamp/new")
    page = q.submit("/stamp/new", {
        "title": title, "class": kind, "purpose": "测试", "secret": "open",
    }, {"file": ("a.pdf", pdf(pages=pages), "application/pdf")})
    base = page.url[:-len("/place")]
    q.get(base + "/check")
    press(q, "/submit")
    v = as_person("reviewer")
    v.get(base)
    v.submit("/take")
    press(v, "/review", {"decision": "agree"})
    v.get("/")
    v.sign_out()
    q.get(base)
    page = press(q, "/stamp")
    assert "已盖章" in page.plain, page.plain[:500]
    data = q.get(base + "/stamped").body
    q.get("/")
    q.sign_out()
    (handle, code, seal), = office(
        "SELECT handle, code, seal_code FROM stamp WHERE use_request = ?",
        base.rsplit("/", 1)[1])
    docs[kind] = {"data": data, "handle": handle, "code": code, "seal": seal}


def check_of(code):
    """The check character as codes.md 13 has it."""
    return ALPHABET[sum(ALPHABET.index(c) * (i + 1)
                        for i, c in enumerate(code[:16])) % 31]


# --- scan and code ------------------------------------------------------------

def doors():
    page = Browser().get("/verify")
    for words in ("扫二维码", "输入验证码", "上传电子件", HOST,
                  "不能说明纸质件没有改动", "能说明文件是否真实有效"):
        assert words in page.plain, words
    assert page.links("/verify/real")
    assert HOST in Browser().get("/verify/real").plain


def scan():
    for front in ("/v/", "/V/"):
        page = Browser().get(front + docs["official"]["handle"])
        assert page.status == 200
        for words in ("请与您手中的纸质件逐项核对", "演示区清泉", "冬季",
                      "2 页", docs["official"]["seal"], HOST,
                      "本系统存有此文件，印章状态：有效", "核验时间",
                      "视同复印件"):
            assert words in page.plain, (words, page.plain)
        assert "真实有效" not in page.text
        assert "<script" not in page.text
        assert page.plain.index("盖章单位") < page.plain.index("印章状态"), \
            "facts come first"
        assert "Set-Cookie" not in page.headers
    style = re.search(r'href="(/static/style[^"]*)"', page.text).group(1)
    size = len(page.body) + len(Browser().get(style).body)
    assert size < 30 * 1024, size


def codes():
    doc = docs["official"]
    b = Browser()
    spaced = " ".join(doc["code"][i:i + 4] for i in range(0, 17, 4)).lower()
    for typed in (doc["code"], spaced, "－".join(spaced.split()) + " "):
        b.get("/verify")
        page = b.submit("/verify/code", {"c": typed})
        assert "冬季" in page.plain, (typed, page.plain[:300])
        assert "真实有效" not in page.text
    assert check_of(doc["code"]) == doc["code"][16]
    assert check_of(doc["handle"]) == doc["handle"][16]
    assert doc["code"] != doc["handle"]
    # one is not the other
    page = From("127.0.0.41").get("/v/" + doc["code"])
    assert page.status == 404 and "未签发" in page.plain
    page = From("127.0.0.41").get("/verify/code?c=" + doc["handle"])
    assert page.status == 404 and "未签发" in page.plain


def mistyped():
    b = From("127.0.0.42")
    for name in ("handle", "code"):
        right = docs["official"][name]
        for i in (0, 7, 15, 16):
            other = ALPHABET[(ALPHABET.index(right[i]) + 5) % 31]
            wrong = right[:i] + other + right[i + 1:]
            page = b.get("/v/" + wrong)
            assert page.status == 400 and "校验不符" in page.plain, \
                (wrong, page.status, page.plain[:300])
    fresh = "2" * 15 + "3"
    page = b.get("/v/" + fresh + check_of(fresh + "2"))
    assert page.status == 404 and "未签发" in page.plain, page.plain[:300]
    for odd in ("/v/x", "/v/%00", "/v/" + "A" * 3000, "/v/'--", "/v/%ff"):
        assert b.get(odd).status in (400, 404, 414), odd
    page = b.get("/verify/code?c=%3Cscript%3E")
    assert "<script" not in page.text and page.status == 400


def slowed():
    b = From("127.0.0.43")
    for _ in range(20):
        assert b.get("/verify/code?c=22222").status == 400
    page = b.get("/verify/code?c=" + docs["official"]["code"])
    assert page.status == 429 and "请稍后再试" in page.plain
    assert b.get("/v/" + docs["official"]["handle"]).status == 200
    page = Browser().get("/verify/code?c=" + docs["official"]["code"])
    assert page.status == 200, "others are not slowed"


# --- the original -------------------------------------------------------------

def facts_only():
    base = "/v/" + docs["official"]["handle"]
    assert "不公开原件" in Browser().get(base).plain
    for path in ("/original", "/page/1", "/file"):
        page = Browser().get(base + path)
        assert page.status == 404 and b"%PDF" not in page.body, path


def second_value():
    doc = docs["personal"]
    base = "/v/" + doc["handle"]
    b = From("127.0.0.44")
    page = b.get(base)
    for words in ("11010519491231002X", "13800138000", "景经办"):
        assert words not in page.text, words
    for path in ("/original", "/page/1", "/file"):
        page = b.get(base + path)
        assert page.headers.get_content_type() == "text/html" and \
            "最后 4 位" in page.plain, path
    page = b.submit("/original", {"last": doc["handle"][-4:]})
    assert page.status == 400 and "不一致" in page.plain
    page = b.submit("/original", {"last": doc["code"][-4:].lower()})
    assert page.status == 200 and "第 1 页" in page.plain, page.plain[:300]
    picture = re.search(r'<img class="paper" src="([^"]*)"', page.text)
    seen = b.get(picture.group(1).replace("&amp;", "&"))
    assert seen.body.startswith(b"\x89PNG"), seen.status
    seen = b.get([h for h in page.links("/file")][0])
    assert seen.body == doc["data"]
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    assert b.get(base + "/page/2?k=" + doc["code"][-4:]).status == 404
    for _ in range(20):
        b.get(base + "/original?k=2222")
    page = b.get(base + "/original?k=" + doc["code"][-4:])
    assert page.status == 429 and "第 1 页" not in page.plain
    page = From("127.0.0.45").get(base + "/original?k=" + doc["code"][-4:])
    assert page.status == 429, "the document is guarded, not the address"


# --- a file -------------------------------------------------------------------

def sent(data, accept=None, **fields):
    b = Browser()
    b.get("/verify")
    form = b.page.form("/verify/file")
    return b.post(form["action"], dict(form["fields"], **fields),
                  {"file": ("文件.pdf", data, "application/pdf")},
                  headers={"Accept": accept} if accept else None)


def judged(data):
    page = sent(data, "application/json")
    assert page.headers.get_content_type() == "application/json", page.plain
    return json.loads(page.body)


def genuine():
    page = sent(docs["official"]["data"])
    for words in ("真实有效", "文件自加盖印章后未被改动", "演示区清泉",
                  docs["official"]["seal"], "本系统的盖章记录", "逐项检查",
                  "签章人签名", "制章人签名", "依据", "没有保存"):
        assert words in page.plain, words
    got = judged(docs["official"]["data"])
    assert got["verdict"] == "genuine" and len(got["stamps"]) == 1
    axes = got["stamps"][0]["axes"]
    assert [axes[a]["grade"] for a in ("file", "seal", "then", "now")] == \
        ["good"] * 4
    assert len(got["stamps"][0]["checks"]) == 13
    assert all(c["state"] == "ok" for c in got["stamps"][0]["checks"])


def machine():
    con = Browser().ask("POST", "/verify/api", docs["official"]["data"],
                        {"Content-Type": "application/pdf", "Origin": "null"})
    assert con.status == 200 and json.loads(con.body)["verdict"] == "genuine"
    for body, why in ((b"", "empty"), (b"junk", "not_pdf")):
        con = Browser().ask("POST", "/verify/api", body)
        assert con.status == 422 and json.loads(con.body)["refused"] == why


def altered():
    data = docs["official"]["data"]
    at = data.index(b"stream") + 20
    bad = data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]
    got = judged(bad)
    assert got["verdict"] == "altered", got
    states = {c["check"]: c["state"] for c in got["stamps"][0]["checks"]}
    assert states.pop("document") == "broken"
    assert set(states.values()) == {"ok"}, "exactly that line fails"
    page = sent(bad)
    assert "文件已被改动" in page.plain and "真实有效" not in page.plain


def appended():
    """R-170: what nobody signed behind the end; the signature itself holds."""
    for more in (b"\n", b"\0" * 500, b"PK\x03\x04 another file"):
        got = judged(docs["official"]["data"] + more)
        assert got["verdict"] == "altered", (more, got)
        stamp_ = got["stamps"][0]
        assert stamp_["axes"]["file"]["code"] == "file.appended", stamp_
        assert all(c["state"] == "ok" for c in stamp_["checks"]), stamp_
    page = sent(docs["official"]["data"] + b"\n")
    assert "不在签章范围内" in page.plain and "真实有效" not in page.plain


def signature_broken():
    """A bit of the maker's value in the seal: that is what is named."""
    data = docs["official"]["data"]
    at = data.index(b"/Contents<") if b"/Contents<" in data else \
        data.index(b"/Contents <")
    start = data.index(b"<", at) + 1
    der = bytearray(bytes.fromhex(
        data[start:data.index(b">", start)].decode()))
    k = der.rindex(b"\x89PNG") + 200       # the picture inside the seal
    der[k] ^= 1
    bad = data[:start] + der.hex().upper().encode() + \
        data[start + 2 * len(der):]
    got = judged(bad)
    assert got["verdict"] in ("invalid", "altered"), got["verdict"]
    states = {c["check"]: c["state"] for c in got["stamps"][0]["checks"]}
    assert states["seal-signature"] == "broken", states
    assert states["document"] == "ok", states


def unstamped():
    page = sent(pdf())
    assert "无电子签章" in page.plain and "不具有电子签章的效力" in page.plain
    assert judged(pdf())["verdict"] == "none"


def refused():
    for data, words in ((b"hello", "不是 PDF"), (b"", "文件"),
                        (b"%PDF-1.7 rubbish", "")):
        page = sent(data)
        assert page.status == 400 and "verdict" not in page.text, data
        assert "有 1 处需要修改" in page.plain and words in page.plain, \
            page.plain[:400]
    page = Browser().ask("POST", "/verify/file", b"x",
                         {"Content-Type": "text/plain",
                          "Origin": "http://elsewhere.example"})
    assert page.status == 403


def kept_files():
    path = os.path.join(client.VAR, "store/content.db")
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        rows = db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        tables = [t for t, in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [db.execute(f'SELECT COUNT(*) FROM "{t}"').fetchone()[0]
                for t in tables]
    finally:
        db.close()
    left = [str(p) for d in ("tmp", "run")
            for p in pathlib.Path(client.VAR, d).rglob("*") if p.is_file()
            and p.stat().st_size > 0 and p.suffix not in (".pid",)
            and "cache" not in p.parts]
    return rows, left


def not_kept():
    before = kept_files()
    unlike = pdf(pages=3) + b"% never seen before\n" * 20000
    sent(unlike)
    sent(docs["official"]["data"] + b"\n")
    assert kept_files() == before, (before, kept_files())


def report():
    page = sent(docs["official"]["data"], report="pdf")
    assert page.headers.get_content_type() == "application/pdf"
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(page.body)
        f.flush()
        text = subprocess.run(["pdftotext", f.name, "-"], check=True,
                              capture_output=True, text=True).stdout
    text = "".join(text.split())
    for words in ("核验报告", "真实有效", "制章人签名", "视同复印件"):
        assert words in text, (words, text)


def command():
    tool = os.path.join(os.environ.get("JIANYIN_BIN", ""), "jianyin")
    with tempfile.TemporaryDirectory() as d:
        good = os.path.join(d, "good.pdf")
        none = os.path.join(d, "none.pdf")
        pathlib.Path(good).write_bytes(docs["official"]["data"])
        pathlib.Path(none).write_bytes(pdf())

        def run(*args, conf=True):
            env = dict(os.environ)
            if not conf:
                env.pop("JIANYIN_CONF", None)
            return subprocess.run([tool, *args], env=env, text=True,
                                  capture_output=True, check=False)

        anchors = os.path.join(client.VAR, "anchors")
        crl = os.path.join(d, "seals.crl")
        pathlib.Path(crl).write_bytes(
            Browser().get("/status/crl/seals.crl").body)
        assert run("verify", good).returncode == 0
        done = run("verify", good, "--json")
        assert json.loads(done.stdout)["verdict"] == "genuine"
        assert run("verify", none).returncode == 1
        assert run("verify").returncode == 64
        # without the office, without and with the list
        done = run("verify", good, "--anchors", anchors, conf=False)
        assert done.returncode == 2 and "未联网" in done.stdout, done.stdout
        done = run("verify", good, "--anchors", anchors, "--crl", crl,
                   conf=False)
        assert done.returncode == 0, done.stdout
        done = run("inspect", good)
        assert done.returncode == 0 and docs["official"]["seal"] in \
            done.stdout and "制章人签名值" in done.stdout


# --- status -------------------------------------------------------------------

def asked(**query):
    page = Browser().get("/status/query?" + urllib.parse.urlencode(query))
    return page.status, json.loads(page.body)


def der_pieces(der):
    """The elements of one SEQUENCE."""
    def length(at):
        n = der[at]
        if n < 0x80:
            return n, at + 1
        k = n & 0x7f
        return int.from_bytes(der[at + 1:at + 1 + k], "big"), at + 1 + k
    _, at = length(1)
    out = []
    while at < len(der):
        n, body = length(at + 1)
        out.append(der[at:body + n])
        at = body + n
    return out


def signature_holds(answer, certificate):
    tbs, _, sig = der_pieces(base64.b64decode(answer))
    with tempfile.TemporaryDirectory() as d:
        def put(name, data):
            path = os.path.join(d, name)
            pathlib.Path(path).write_bytes(data)
            return path
        cert = put("c.der", base64.b64decode(certificate))
        pub = subprocess.run(["openssl", "x509", "-inform", "DER", "-in",
                              cert, "-pubkey", "-noout"], check=True,
                             capture_output=True).stdout
        skip = 3 if sig[1] < 0x80 else 4       # tag, length, unused bits
        done = subprocess.run(
            ["openssl", "dgst", "-sm3", "-verify", put("p.pem", pub),
             "-signature", put("s", sig[skip:]), "-sigopt",
             "distid:1234567812345678", put("t", tbs)],
            capture_output=True, text=True, check=False)
    return done.returncode == 0


def states():
    seal = docs["official"]["seal"]
    status, now = asked(code=seal, nonce="abc")
    assert status == 200 and now["state"] == "active" and \
        now["national"] == 0, now
    assert signature_holds(now["answer"], now["certificate"])
    assert b"abc" in base64.b64decode(now["answer"])
    status, past = asked(code=seal, at="2020-01-01T00:00:00Z")
    assert status == 200 and past["state"] == "none" and \
        past["national"] == 1, past
    assert signature_holds(past["answer"], past["certificate"])
    assert asked(code=seal, at="2999-01-01T00:00:00Z")[0] == 400
    assert asked(code=seal, at="yesterday")[0] == 400
    assert asked(code="H000")[0] == 404
    assert asked(name=now["name"])[1]["code"] == seal
    assert asked(name="没有这枚章")[0] == 404
    assert asked()[0] == 400
    page = Browser().get("/status?q=" + seal.lower())
    assert "有效" in page.plain and "状态记录" in page.plain
    page = Browser().get("/status?q=" + urllib.parse.quote("清泉"))
    assert seal in page.plain
    assert Browser().get("/status?q=zz").status == 404
    page = Browser().get(f"/status?q={seal}&day=2999-01-01")
    assert page.status == 400 and "时间有误" in page.plain


def lists():
    for path in ("/status/crl/seals.crl", "/crl/seals.crl",
                 "/status/crl/staff.crl", "/crl/staff.crl"):
        page = Browser().get(path)
        assert page.headers.get_content_type() == "application/pkix-crl"
        done = subprocess.run(["openssl", "crl", "-inform", "DER", "-noout",
                               "-crlnumber", "-nextupdate"],
                              input=page.body, capture_output=True,
                              check=True)
        assert b"crlNumber" in done.stdout and b"nextUpdate" in done.stdout
    # every process gives out the same list while nothing changes
    bodies = {Browser().get("/crl/seals.crl").body for _ in range(12)}
    assert len(bodies) == 1, "one number, one list"


def notices():
    page = Browser().get("/status/notices")
    assert page.status == 200 and "使用中的印章不在此列出" in page.plain
    assert docs["official"]["seal"] not in page.plain
    page = Browser().get("/status/notices.csv?q=x&from=2020-01-01")
    assert page.body.startswith(b"\xef\xbb\xbf") and \
        page.headers.get_content_type() == "text/csv"
    for odd in ("at=9&seal=x", "from=9999-99-99", "q=%25", "at=1e9",
                "at=999999999999999999&seq=1&seal=" + "0" * 26):
        assert Browser().get("/status/notices?" + odd).status == 200, odd


# --- progress -----------------------------------------------------------------

def progress():
    (number,), = office("SELECT number FROM request"
                        " ORDER BY created LIMIT 1")
    b = From("127.0.0.46")
    answers = []
    for asked_for in (number, "SL-20200101-00001"):
        b.get("/progress")
        page = b.submit("/progress", {"number": asked_for,
                                      "code": "ABCD2345"})
        assert page.status == 400 and "不符" in page.plain
        answers.append(re.sub(r'value="[^"]*"', "", page.text))
    assert answers[0] == answers[1], "a number tells by itself whether it is"
    b.get("/progress")
    page = b.submit("/progress", {"number": "", "code": ""})
    assert "有 2 处需要修改" in page.plain
    for _ in range(20):
        b.get("/progress")
        b.submit("/progress", {"number": number, "code": "ABCD2345"})
    assert b.page.status == 429
    page = b.get("/progress?number=" + number)
    assert number in page.text, "a receipt's QR code fills the number in"


if not client.VAR:
    tap.skip("the public's pages", "needs the data folder")
    tap.end()
tap.test("two files are stamped", lambda: (
    stamp("official", "关于举办冬季技能培训的通知", 2),
    stamp("personal", PERSONAL, 1)))
tap.test("three doors say what each can prove", doors)
tap.test("R-191 R-200 R-245 a scan: facts first, never genuine, 30 KB", scan)
tap.test("R-192 R-195 a code in any shape; handle and code differ", codes)
tap.test("R-195 a wrong character is told; what was not issued too", mistyped)
tap.test("R-192 twenty wrong codes are slowed", slowed)
tap.test("P-33 R-194 facts only: no original", facts_only)
tap.test("R-193 R-194 personal: the second value, then the pages",
         second_value)
tap.test("R-190 R-199 genuine: every check by name", genuine)
tap.test("R-199 another system posts a file", machine)
tap.test("R-190 altered: exactly that line fails", altered)
tap.test("R-170 bytes behind the signed end are a change", appended)
tap.test("R-190 a broken seal is named", signature_broken)
tap.test("R-246 no stamp, no effect", unstamped)
tap.test("refused files, with the reason; other sites", refused)
tap.test("R-196 nothing is kept", not_kept)
tap.test("R-197 the report", report)
tap.test("R-202 R-209 R-210 the state now and then, signed", states)
tap.test("R-203 the lists", lists)
tap.test("R-206 R-207 notices", notices)
tap.test("R-040 progress gives nothing to who guesses", progress)
tool = os.path.join(os.environ.get("JIANYIN_BIN", ""), "jianyin")
usage = subprocess.run([tool], capture_output=True, text=True, check=False)
if re.search(r"(?m)^\s+verify ", usage.stderr):
    tap.test("R-185 R-187 the command line", command)
else:
    tap.skip("R-185 R-187 the command line", "not in this build")
tap.end()
