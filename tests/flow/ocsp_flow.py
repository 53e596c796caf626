#!/usr/bin/env python3
"""OCSP as other software asks and reads it: the openssl command and curl,
POST and GET, good, on hold, good again and revoked; what is no question; how
answers are kept (RFC 5019).  OpenSSL's own OCSP_basic_verify cannot be told the
SM2 user id, so the signature is verified by its plain command over the bytes
it covers, and the responder's certificate by its path.
Usage: ocsp_flow.py BUILD; it starts an office of its own.
Rules: R-085 R-087 R-127 R-201 R-202 R-203 R-204."""
import base64
import email.utils
import hashlib
import os
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.parse

from own import build, office
import attack_kit as kit
import client
from chain_kit import Cert, openssl, pieces
from client import Browser, Tap, press
from steps import decide, person, sql, wait_for

tap = Tap()
MALFORMED, UNAUTHORIZED = (bytes([0x30, 3, 10, 1, n]) for n in (1, 6))
REQUEST = {"Content-Type": "application/ocsp-request"}
made = {}


def prepare(folder):
    Cert.folder = folder
    for name in ("root", "making-ca", "staff-ca"):
        made[name] = Cert((pathlib.Path(client.VAR) / "anchors" /
                           f"{name}.der").read_bytes(), name)
    (made["id"], made["code"], der), = sql(
        "office", "SELECT s.id, s.code, v.cert FROM seal s JOIN seal_version v"
        " ON v.seal = s.id WHERE s.state = 'active' LIMIT 1")
    made["seal"] = Cert(der, "seal")
    made["person"] = Cert(sql("office", "SELECT cert FROM person WHERE"
                              " login = 'keeper'")[0][0], "person")
    made["other"] = Cert(sql("office", "SELECT cert FROM person WHERE"
                             " login = 'checker'")[0][0], "other")


def asked(ca, *certs, name="-sha1"):
    """A request as the openssl command makes it: the hash before -cert."""
    path = os.path.join(Cert.folder, "req")
    openssl("ocsp", "-issuer", made[ca].pem, name, "-no_nonce", *[
        x for c in certs for x in ("-cert", made[c].pem)], "-reqout", path)
    return pathlib.Path(path).read_bytes()


def post(data, **more):
    page = Browser().ask("POST", "/ocsp", data, {**REQUEST, **more})
    assert page.status == 200, (page.status, page.plain[:200])
    assert page.headers.get_content_type() == "application/ocsp-response"
    return page


def word(ca, cert, name="-sha1"):
    """What `openssl ocsp` prints, asking over HTTP itself."""
    done = subprocess.run(
        ["openssl", "ocsp", "-issuer", made[ca].pem, name, "-cert",
         made[cert].pem, "-url", office.url + "/ocsp", "-noverify",
         "-resp_text"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-400:]
    return done.stdout


def state(ca="making-ca", cert="seal"):
    return re.search(rf"^{re.escape(made[cert].pem)}: (\w+)",
                     word(ca, cert), re.M).group(1)


# --- asked by others ------------------------------------------------------------

def openssl_asks():
    for cert in ("seal", "person"):
        uri = openssl("x509", "-in", made[cert].pem, "-noout", "-ocsp_uri")
        assert uri.strip() == office.url + "/ocsp", uri
    text = word("making-ca", "seal")        # with its nonce
    for words in ("OCSP Response Status: successful (0x0)",
                  "Cert Status: good", "This Update: ", "Next Update: ",
                  "Signature Algorithm: SM2-with-SM3", "OCSP Signing",
                  "OCSP No Check", "Hash Algorithm: sha1"):
        assert words in text, (words, text)
    assert "Nonce" not in text
    for name in ("-sha256", "-sm3"):
        text = word("making-ca", "seal", name)
        assert f"Hash Algorithm: {name[1:]}" in text and \
            f"{made['seal'].pem}: good" in text, text
    assert state("staff-ca", "person") == "good"


def signed(ca, cert):
    """TBS and responder's certificate, both by OpenSSL's plain commands."""
    answer = post(asked(ca, cert)).body
    _, outer = pieces(answer)
    tbs, _, sig, certs = pieces(pieces(outer[2])[1][2])
    der = pieces(certs[2])[0][1]
    responder = Cert(der, "responder")
    other = "staff-ca" if ca == "making-ca" else "making-ca"
    assert responder.by(made[ca]) and not responder.by(made[other])
    for distid, right in (("1234567812345678", True),
                          ("1234567812345679", False)):
        path = os.path.join(Cert.folder, "basic")
        pathlib.Path(path).write_bytes(sig[2][1:])
        pathlib.Path(path + ".tbs").write_bytes(tbs[1])
        assert right == openssl(
            "dgst", "-sm3", "-verify", responder.key, "-signature", path,
            "-sigopt", f"distid:{distid}", path + ".tbs", check=False)
    # responderID is [2]: SHA-1 of the key's bits
    point = subprocess.run(["openssl", "ec", "-pubin", "-in", responder.key,
                            "-outform", "DER"], capture_output=True,
                           check=True).stdout[-65:]
    assert hashlib.sha1(point).digest() in tbs[1]


def both_responders():
    signed("making-ca", "seal")
    signed("staff-ca", "person")


def curl(path, *more):
    done = subprocess.run(["curl", "-s", "-i", *more, office.url + path],
                          capture_output=True, check=True).stdout
    head, _, body = done.partition(b"\r\n\r\n")
    return head.decode("latin-1"), body


def by_get():
    seen = ""
    for ca, cert in (("making-ca", "seal"), ("staff-ca", "person"),
                     ("staff-ca", "other")):
        for name in ("-sha1", "-sha256", "-sm3"):
            data = asked(ca, cert, name=name)
            text = base64.b64encode(data).decode()
            seen += text
            wanted = post(data).body
            for way in (urllib.parse.quote(text, safe=""), text,
                        urllib.parse.quote(text, safe="/")):
                head, body = curl("/ocsp/" + way)
                assert head.startswith("HTTP/1.1 200") and body == wanted, \
                    (way, head)
    assert "/" in seen and "+" in seen


def kept_as_said(path, *reader):
    """RFC 5019 6.2: how long it may be kept, as the openssl command reads
    its times; asked again, nothing comes."""
    head, body = curl(path)
    lines = dict(re.findall(r"^([\w-]+): (.*?)\r?$", head, re.M))
    said = {w.partition("=")[0] for w in
            lines["Cache-Control"].replace(" ", "").split(",")}
    assert said == {"max-age", "public", "no-transform", "must-revalidate"}
    text = openssl(*reader, data=body)
    for name, header in (("(?:This|Last)", "Last-Modified"), ("Next", "Expires")):
        moment = re.search(rf"(?i){name} ?Update: (.*) GMT", text).group(1)
        wanted = time.strptime(" ".join(moment.split()), "%b %d %H:%M:%S %Y")
        assert email.utils.parsedate(lines[header])[:6] == wanted[:6]
    assert int(re.search(r"max-age=(\d+)",
                         lines["Cache-Control"]).group(1)) <= 14400
    head, body = curl(path, "-H", f"If-None-Match: {lines['ETag']}")
    assert head.startswith("HTTP/1.1 304") and body == b"", head
    assert lines["ETag"] in head and "max-age" in head
    head, body = curl(path, "-H", 'If-None-Match: "another"')
    assert head.startswith("HTTP/1.1 200") and body


def as_the_profile_says():
    data = asked("making-ca", "seal")
    kept_as_said("/ocsp/" + urllib.parse.quote(base64.b64encode(data),
                                               safe=""),
                 "ocsp", "-respin", "/dev/stdin", "-noverify", "-resp_text")
    for path in ("/crl/seals.crl", "/crl/staff.crl"):
        # just after a change each one asked for is new (PUBLISH_SETTLE)
        assert wait_for(lambda p=path: Browser().get(p).body ==
                        Browser().get(p).body, 20), path
        kept_as_said(path, "crl", "-inform", "DER", "-noout", "-text")
    head, _ = curl("/status/list/seals.der")
    assert "max-age=" in head and "ETag" in head, head
    head, body = curl("/ocsp/x")
    assert "no-store" in head and body == MALFORMED, head


# --- kept, and right all the same ----------------------------------------------

def kept():
    """However many ask, one answer; another's change does not alter it."""
    data = asked("staff-ca", "other")
    bodies = {post(data).body for _ in range(24)}
    assert len(bodies) == 1, "one answer in all processes"
    rows = kit.rows("SELECT number FROM ocsp_answer", store="store/public.db")
    assert rows
    return bodies.pop()


def on_hold():
    before = kept()
    assert state() == "good"
    b = person("keeper")
    b.get("/loss")
    page = press(b, "/loss/urgent", {"seal": made["code"]})
    assert "印章已停用" in page.plain, page.plain[:400]
    made["case"] = re.search(r"/loss/([0-9a-z]{26})",
                             page.url + page.text).group(1)
    # each of the four processes, asked before and not
    assert wait_for(lambda: {state() for _ in range(8)} == {"revoked"}, 5)
    text = word("making-ca", "seal")
    assert "Revocation Reason: certificateHold (0x6)" in text, text
    (ended,), = sql("keyd", "SELECT ended FROM key_cert WHERE serial ="
                    " (SELECT serial FROM key_seal WHERE code = ?)",
                    made["code"])
    moment = time.strftime("%b %e %H:%M:%S %Y GMT",
                           time.gmtime(ended // 1000))
    assert f"Revocation Time: {moment}" in text, (moment, text)
    # with each hash, though only one was asked before
    for name in ("-sha256", "-sm3"):
        answer = post(asked("making-ca", "seal", name=name)).body
        assert "Cert Status: revoked" in openssl(
            "ocsp", "-respin", "/dev/stdin", "-noverify", "-resp_text",
            data=answer)
    assert kept() == before, "a change elsewhere cost a signature"


def released():
    b = person("keeper")
    for item in ("sealed", "agent", "contact", "founding"):
        b.get(f"/loss/{made['case']}/materials")
        b.submit(f"/materials/{item}", files={
            "file": (item + ".pdf", client.pdf(), "application/pdf")})
    b.get(f"/loss/{made['case']}/reason")
    b.submit("/reason", {"reason": "carrier-lost", "next": "wait",
                         "note": "在搬家时丢失"})
    b.get(f"/loss/{made['case']}/check")
    press(b, "/submit", {"agree": "1", "declare": "1"})
    decide("checker", made["case"], "verify", **{
        f"v_{i}": "ok" for i in ("sealed", "agent", "contact", "founding")})
    decide("operator", made["case"], "freeze")
    assert state() == "revoked"
    page = decide("operator", made["case"], "release", note="载体已找回")
    assert wait_for(lambda: {state() for _ in range(8)} == {"good"}, 5), \
        page.plain[:400]


# --- the same without a server: jianyin status ----------------------------------

def judged(data, *more):
    """(exit status, words) of `jianyin status` about these bytes."""
    path = os.path.join(Cert.folder, "given")
    pathlib.Path(path).write_bytes(data)
    done = subprocess.run([str(build / "bin" / "jianyin"), "status", path,
                           *more], capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout + done.stderr


def the_list():
    page = Browser().get("/status/list/seals.der")
    assert page.status == 200
    code, words = judged(page.body)
    assert code == 0 and "签名正确" in words, words
    number = int(re.search(r"电子印章吊销列表，第 (\d+) 号", words).group(1))
    assert "本次更新" in words and "下次更新" in words
    return page.body, number, words


def r203_the_list_of_seals(then):
    """Code, name, time and kind of what is not to be trusted, numbered."""
    data, number, words = the_list()
    if then == "before":
        assert made["code"] not in words, words
        made["number"] = number
        return
    assert number > made["number"], (number, made["number"])
    made["number"] = number
    (name, state_, since), = sql("keyd", "SELECT name, state, changed FROM"
                                 " key_seal WHERE code = ?", made["code"])
    if then == "after":
        assert made["code"] not in words and state_ == "active"
        return
    line = next(x for x in words.splitlines() if x.startswith(made["code"]))
    at = time.gmtime(since // 1000 + 8 * 3600)
    moment = f"{at.tm_year}年{at.tm_mon}月{at.tm_mday}日 " + \
        time.strftime("%H:%M:%S", at)
    assert "挂失" in line and name in line and moment in line, line
    code, words = judged(data, made["code"])
    assert code == 0 and "挂失" in words
    code, words = judged(data, "NO-SUCH-SEAL")
    assert code == 0 and "不在列表中" in words
    # altered: any byte of it, a piece of it, more behind it
    for at in range(0, len(data), 7):
        bad = bytearray(data)
        bad[at] ^= 1
        code, words = judged(bytes(bad))
        assert code in (1, 2) and "签名正确" not in words, (at, words)
        assert made["code"] not in words, (at, words)
    for bad in (data[:-1], data + b"x", data[:200]):
        assert judged(bad)[0] == 1
    assert judged(data, "--anchors", Cert.folder)[0] == 64   # no CA there
    other = pathlib.Path(Cert.folder) / "cas"
    other.mkdir(exist_ok=True)
    (other / "making-ca.der").write_bytes(made["making-ca"].der)
    code, words = judged(data, "--anchors", str(other))
    assert code == 2 and "不认识签发机构" in words, words
    (other / "staff-ca.der").write_bytes(made["staff-ca"].der)
    assert judged(data, "--anchors", str(other))[0] == 0


def r201_each_change_is_everywhere(then):
    """Published, asked for, downloaded and changed: a change is in the query,
    in both lists, in OCSP and among the notices."""
    lost = then == "held"
    code = made["code"]
    page = Browser().get(f"/status/query?code={code}")
    assert f'"state":"{"lost" if lost else "active"}"' in page.text, page.text
    assert (code in judged(Browser().get("/status/list/seals.der").body,
                           code)[1].replace(f"{code}　不在列表中", "")) == lost
    (serial,), = sql("keyd", "SELECT serial FROM key_seal WHERE code = ?",
                     code)
    listed = openssl("crl", "-inform", "DER", "-noout", "-text",
                     data=Browser().get("/crl/seals.crl").body)
    assert (serial in listed) == lost, listed
    assert state() == ("revoked" if lost else "good")
    notices = Browser().get(f"/status/notices.csv?q={code}").body.decode()
    last = notices.splitlines()[1]
    word_ = "挂失" if lost else "解除挂失"
    assert code in last and f'"{word_}"' in last, last
    shown = Browser().get(f"/status?q={code}").plain
    assert ("已挂失" if lost else "有效") in shown, shown[:400]


def r202_the_signed_answer():
    """State and moment under signature; what stands beside must agree."""
    for more in ("", "&nonce=abc-1", "&at=2026-11-20T06:05:09Z"):
        data = Browser().get(
            f"/status/query?code={made['code']}{more}").body
        code, words = judged(data)
        assert code == 0 and made["code"] in words, words
    assert judged(data, made["code"])[0] == 0
    assert judged(data, "OTHER")[0] == 1
    data = Browser().get(f"/status/query?code={made['code']}").body
    assert b'"state":"active"' in data
    for old, new in ((b'"state":"active"', b'"state":"lost"'),
                     (made["code"].encode(), b"X" * len(made["code"])),
                     (b'"national":0', b'"national":1'),
                     ("有效".encode(), "注销".encode()),
                     (b'"at":"20', b'"at":"19'),
                     (b'"answer":"M', b'"answer":"N'),
                     (b'"state"', b'"State"'),
                     (b'"answer"', b'"Answer"')):
        assert old in data, old
        code, words = judged(data.replace(old, new, 1))
        assert code == 1 and "签名正确" not in words, (old, words)


def the_other_things():
    """OCSP answers and lists of certificates; what is none of these."""
    answer = post(asked("making-ca", "seal")).body
    code, words = judged(answer)
    assert code == 0 and "有效" in words and "OCSP" in words, words
    bad = bytearray(answer)
    bad[len(bad) // 3] ^= 1
    assert judged(bytes(bad))[0] == 1
    assert judged(MALFORMED)[0] == 2
    for path in ("/crl/seals.crl", "/crl/staff.crl"):
        data = Browser().get(path).body
        code, words = judged(data)
        assert code == 0 and "证书吊销列表" in words, words
        bad = bytearray(data)
        bad[-20] ^= 1
        assert judged(bytes(bad))[0] == 1
    for bad in (b"", b"x", b"{}", b'{"answer":"AAAA"}', made["seal"].der):
        assert judged(bad)[0] == 1, bad[:20]
    code, words = judged(b"x", "a", "b")
    assert code == 64 and "用法" in words
    client.shift_clock(3)
    code, words = judged(data)
    client.shift_clock(0)
    assert code == 2 and "已过期" in words, words


# --- no questions --------------------------------------------------------------

def refused():
    right = asked("making-ca", "seal")
    assert len(post(right).body) > 500
    for data in (right[:-1], right[:20], b"", b"\x30\x00", b"x" * 4000,
                 right + b"\x00", made["seal"].der, b"\x30\x80\x00\x00"):
        assert post(data).body == MALFORMED, data[:40]
    # two questions at once; of another CA; of the root; a serial not ours
    strange = bytearray(right)
    strange[-3] ^= 0x55
    for data in (asked("making-ca", "seal", "seal"),
                 asked("staff-ca", "seal"), asked("root", "making-ca"),
                 asked("root", "seal"), bytes(strange)):
        assert post(data).body == UNAUTHORIZED, data[:60]
    for path in ("/ocsp/x", "/ocsp/" + "A" * 5000, "/ocsp/%00", "/ocsp/%zz",
                 "/ocsp/" + base64.b64encode(right).decode()[:-2],
                 "/ocsp/====", "/ocsp/%E5%8D%B0"):
        head, body = curl(path)
        assert body == MALFORMED or head.startswith("HTTP/1.1 400"), \
            (path, head)
    for size in (4097, 65536):
        page = Browser().ask("POST", "/ocsp", b"x" * size, REQUEST)
        assert page.status == 413, page.status
    page = Browser().ask("POST", "/ocsp", right, {
        "Content-Type": "text/plain"})
    assert page.status == 415
    head, _ = curl("/ocsp")
    assert head.startswith("HTTP/1.1 405") and "Allow: POST" in head
    head, _ = curl("/ocsp/AAAA", "-X", "POST", "-d", "x")
    assert head.startswith("HTTP/1.1 405") and "Allow: GET, HEAD" in head
    # and it still answers
    assert state() == "good"


with office, tempfile.TemporaryDirectory() as where:
    tap.test("an office with a seal", prepare, where)
    tap.test("R-127 openssl asks about seal and person, and reads the answer",
             openssl_asks)
    tap.test("R-127 both responders: signature, certificate, id",
             both_responders)
    tap.test("RFC 5019 5 by GET, in each way of writing it", by_get)
    tap.test("RFC 5019 6.2 how long it may be kept", as_the_profile_says)
    tap.test("R-127 one answer for all who ask", kept)
    tap.test("R-203 the list of seals", r203_the_list_of_seals, "before")
    tap.test("R-202 the signed answer, and altered ones",
             r202_the_signed_answer)
    tap.test("R-085 R-204 on hold within the second", on_hold)
    tap.test("R-203 the seal is on it, with its name and since when; altered "
             "lists", r203_the_list_of_seals, "held")
    tap.test("R-201 the loss in query, lists, OCSP and notices",
             r201_each_change_is_everywhere, "held")
    tap.test("R-087 released, it is good again", released)
    tap.test("R-203 and off it again", r203_the_list_of_seals, "after")
    tap.test("R-201 the release in query, lists, OCSP and notices",
             r201_each_change_is_everywhere, "after")
    tap.test("R-127 the rest of what status gives out", the_other_things)
    tap.test("R-127 what is no question, and what is not ours", refused)
    tap.test("no program ended by itself: no sanitizer spoke",
             kit.logs_clean, office.data)
tap.end()
