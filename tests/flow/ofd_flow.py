#!/usr/bin/env python3
"""An OFD through the public's door: as a page, a report and JSON, by content
and not by name; sealed by others, altered, hostile; nothing is kept.
Usage: ofd_flow.py BUILD; it starts an office of its own.
Rules: R-185 R-190 R-193 R-196 R-197 R-199 R-246."""
import json
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import warnings

from own import build, office
import attack_kit as kit
import client
from client import Browser, Tap, pdf
from ofd_kit import Maker, package, parts, sealed

warnings.simplefilter("ignore", UserWarning)    # two entries of one name
tap = Tap()
made = {}


def sent(data, name="文件.ofd", accept=None, **fields):
    b = Browser()
    b.get("/verify")
    form = b.page.form("/verify/file")
    return b.post(form["action"], dict(form["fields"], **fields),
                  {"file": (name, data, "application/octet-stream")},
                  headers={"Accept": accept} if accept else None)


def judged(data, name="文件.ofd"):
    page = sent(data, name, "application/json")
    assert page.status == 200, (page.status, page.plain[:300])
    return json.loads(page.body)


def prepare(folder):
    made["maker"] = Maker(folder)
    made["files"] = sealed(made["maker"], parts())
    made["sealed"] = package(made["files"])
    page = Browser().get("/verify")
    assert "PDF" in page.plain and "OFD" in page.plain
    assert 'accept="application/pdf,application/ofd,.ofd"' in page.text


def unsealed():
    data = package(parts())
    page = sent(data)
    assert "无电子签章" in page.plain and "不具有电子签章的效力" in \
        page.plain, page.plain[:300]
    got = judged(data)
    assert got["verdict"] == "none" and got["format"] == "ofd", got


def by_content():
    assert judged(pdf(), "真的.ofd")["format"] == "pdf"
    assert judged(package(parts()), "真的.pdf")["format"] == "ofd"


def foreign():
    """Everything right but that nobody here knows who made the seal."""
    got = judged(made["sealed"])
    assert got["verdict"] == "unknown" and len(got["stamps"]) == 1, got
    one = got["stamps"][0]
    assert one["axes"]["file"]["code"] == "file.intact", one
    assert one["page"] == 1 and one["seal_code"] == "EXTERNAL-0001"
    states = {c["check"]: c["state"] for c in one["checks"]}
    assert states.pop("maker") == states.pop("signer") == "unknown"
    assert set(states.values()) == {"ok"}, states
    page = sent(made["sealed"])
    for words in ("无法判断", "OFD，按内容识别", "外部单位公章", "签章范围", "签章引用 4 个",
                  "文件自加盖印章后未被改动", "第 1 页", "逐项检查"):
        assert words in page.plain, (words, page.plain)
    assert "真实有效" not in page.plain


def altered():
    files = dict(made["files"])
    name = "Doc_0/Pages/Page_0/Content.xml"
    files[name] = files[name].replace("通知".encode(), "补贴".encode())
    got = judged(package(files))
    assert got["verdict"] == "altered", got
    assert got["stamps"][0]["axes"]["file"]["code"] == "file.part-altered"
    states = {c["check"]: c["state"] for c in got["stamps"][0]["checks"]}
    assert states["document"] == "broken" and states["signature"] == "ok"
    page = sent(package(files))
    assert "文件已被改动" in page.plain and name in page.plain
    # a page nobody signed, listed in a root nobody signed
    files = dict(made["files"])
    files["OFD.xml"] = files["OFD.xml"].replace(b"Doc_0/Document.xml",
                                                b"Doc_1/Document.xml")
    files["Doc_1/Document.xml"] = files["Doc_0/Document.xml"].replace(
        b'"Pages', b'"/Doc_0/Pages')
    assert judged(package(files))["verdict"] == "altered"


def report():
    page = sent(made["sealed"], report="pdf")
    assert page.headers.get_content_type() == "application/pdf"
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(page.body)
        f.flush()
        text = subprocess.run(["pdftotext", f.name, "-"], check=True,
                              capture_output=True, text=True).stdout
    text = "".join(text.split())
    for words in ("核验报告", "无法判断", "签章范围", "外部单位公章"):
        assert words in text, (words, text)


def hostile():
    good = parts()
    doctype = dict(good)
    doctype["Doc_0/Document.xml"] = \
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    up = dict(good)
    up["Doc_0/Document.xml"] = up["Doc_0/Document.xml"].replace(
        'BaseLoc="Pages', 'BaseLoc="../../Pages')
    broken = dict(good)
    broken["Doc_0/Document.xml"] = "<ofd:Document"
    missing = dict(good)
    del missing["Doc_0/Document.xml"]
    rows = (
        ("duplicate_name", "同名", package(good, [
            ("Doc_0/Document.xml", "<a/>")])),
        ("doctype", "DOCTYPE", package(doctype)),
        ("bomb", "压缩比例", package(good, [("big", bytes(20 << 20))])),
        ("bad_name", "名称", package(good, [("../../etc/x", "x")])),
        ("bad_path", "路径", package(up)),
        ("bad_xml", "结构有错误", package(broken)),
        ("missing_part", "缺少", package(missing)),
        ("twofold", "不一致", package(good) + b"%PDF-1.7 behind it"),
        ("twofold", "夹带", package({"a": pdf(), **good}, stored="a")),
        ("damaged", "损坏", package(good)[:-200]),
        ("not_ofd", "OFD.xml", package({"word/document.xml": "<w/>"})),
    )
    for code, words, data in rows:
        page = sent(data)
        assert page.status == 400 and words in page.plain, \
            (code, page.status, page.plain[:400])
        assert "有 1 处需要修改" in page.plain, code
        page = sent(data, accept="application/json")
        assert page.status == 422, (code, page.status)
        got = json.loads(page.body)
        assert got["refused"] == code and got["verdict"] == "unknown", got
    # what is neither gets the refusal there always was
    page = sent(b"hello")
    assert page.status == 400 and "PDF、OFD" in page.plain, page.plain[:300]
    # and the reader is still there
    assert judged(made["sealed"])["verdict"] == "unknown"


def machine():
    page = Browser().ask("POST", "/verify/api", made["sealed"],
                         {"Content-Type": "application/ofd",
                          "Origin": "null"})
    assert page.status == 200 and json.loads(page.body)["format"] == "ofd"
    page = Browser().ask("POST", "/verify/api", b"PK\3\4 and no more")
    assert page.status == 422
    assert json.loads(page.body)["refused"] == "damaged"


def kept():
    path = os.path.join(client.VAR, "store/content.db")
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        tables = [t for t, in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [db.execute(f'SELECT COUNT(*) FROM "{t}"').fetchone()[0]
                for t in tables]
    finally:
        db.close()
    return rows, [str(p) for p in pathlib.Path(client.VAR, "tmp").rglob("*")
                  if p.is_file() and p.stat().st_size > 0]


def not_kept():
    before = kept()
    sent(package(made["files"], [("more", os.urandom(3 << 20))]))
    assert kept() == before, (before, kept())


def command(folder):
    tool = str(build / "bin" / "jianyin")
    good = pathlib.Path(folder, "seal.pdf")     # its name says nothing
    good.write_bytes(made["sealed"])
    bad = pathlib.Path(folder, "bad.ofd")
    bad.write_bytes(package(parts(), [("OFD.xml", "<a/>")]))
    none = pathlib.Path(folder, "none.ofd")
    none.write_bytes(package(parts()))

    def run(*args):
        return subprocess.run([tool, *args], text=True, capture_output=True,
                              check=False)

    done = run("verify", str(good))
    assert done.returncode == 2 and "签章范围" in done.stdout, done.stdout
    assert json.loads(run("verify", str(good), "--json").stdout)["format"] \
        == "ofd"
    assert run("verify", str(none)).returncode == 1
    done = run("verify", str(bad), "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["refused"] == "duplicate_name"
    done = run("inspect", str(good))
    assert done.returncode == 0, done.stdout
    for words in ("OFD 1.1：1 份文档", "1 页", "210 × 297 mm",
                  "引用 4 个文件", "位置：第 1 页", "EXTERNAL-0001",
                  "制章人签名值"):
        assert words in done.stdout, (words, done.stdout)
    done = run("inspect", str(bad))
    assert done.returncode == 1 and "同名" in done.stdout, done.stdout


with office, tempfile.TemporaryDirectory() as where:
    tap.test("an OFD sealed by software of others", prepare, where)
    tap.test("R-246 no seal, no effect", unsealed)
    tap.test("told apart by what is in it, not by its name", by_content)
    tap.test("R-190 R-199 sealed by others: intact, maker unknown", foreign)
    tap.test("R-185 R-190 altered: said which part", altered)
    tap.test("R-197 the report", report)
    tap.test("R-196 hostile packages: each with its reason", hostile)
    tap.test("R-199 another system posts an OFD", machine)
    tap.test("R-196 nothing is kept", not_kept)
    tap.test("R-185 the command line", command, where)
    tap.test("no program ended by itself: no sanitizer spoke",
             kit.logs_clean, office.data)
tap.end()
