#!/usr/bin/env python3
"""An office whose certificates come from outside: the request goes out as a
file, an ordinary CA (here OpenSSL alone) answers, the answer is checked and
the seal made with it; each wrong answer is refused in words and can be
corrected.  Usage: outside_flow.py BUILD; it starts an office of its own.
Rules: R-115 R-117 R-118 R-121 R-126."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

from own import build, office
import attack_kit as kit
import crash_kit as walk
import desk_flow as desk
from client import Browser, Tap, as_person
from outside_ca import ID, Ca

tap = Tap()
people = {}


def approved():
    """A case up to the certificate; the maker's browser and its id."""
    applicant, case = desk.applied("外部证书专用章")
    desk.decide(as_person("checker"), case, "verify", desk.ALL_OK)
    maker = as_person("maker")
    maker.get(f"/issue/{case}/draw")
    maker.submit("/draw", {"act": "put"})
    applicant.get(f"/apply/{case}")
    applicant.submit("/confirm-image")
    maker.get(f"/issue/{case}")
    maker.submit("/enter")
    page = desk.decide(as_person("approver"), case, "approve")
    assert desk.state(page) == "审批通过", page.plain[:300]
    return maker, case


def not_ours(maker, case):
    page = maker.get(f"/issue/{case}")
    token = page.form("/csr")["fields"]["csrf"]
    page = maker.post(f"/issue/{case}/step", {"csrf": token,
                                              "act": "certify"})
    assert page.status == 409 and "外部证书颁发机构" in page.plain
    assert desk.state(maker.get(f"/issue/{case}")) == "审批通过"


def requested(maker, case, folder):
    maker.get(f"/issue/{case}")
    page = maker.submit("/csr")
    assert page.status == 200 and page.text.startswith(
        "-----BEGIN CERTIFICATE REQUEST-----"), page.plain[:200]
    path = os.path.join(folder, "out.csr")
    pathlib.Path(path).write_bytes(page.body)
    done = subprocess.run(
        ["openssl", "req", "-in", path, "-noout", "-verify", "-vfyopt", ID,
         "-subject", "-nameopt", "utf8,sep_multiline"], check=True,
        capture_output=True, text=True)
    assert "verify OK" in done.stdout + done.stderr
    for word in (f"O={desk.UNIT}", f"CN={desk.UNIT}外部证书专用章",
                 desk.CODE):
        assert word in done.stdout, done.stdout
    maker.get(f"/issue/{case}")
    again = maker.submit("/csr")
    key = [subprocess.run(["openssl", "req", "-noout", "-pubkey"], input=p,
                          capture_output=True, check=True).stdout
           for p in (page.body, again.body)]
    assert key[0] == key[1], "one request, one key"
    return page.text


def offered(maker, case, pem):
    maker.get(f"/issue/{case}")
    return maker.submit("/certificate", {"pem": pem})


def wrong_answers(maker, case, request, ca, stranger):
    subject = f"/C=CN/O={desk.UNIT}/CN={desk.UNIT}外部证书专用章" \
        f"/serialNumber={desk.CODE}"
    good = ca.answer(request)
    body = good.split("\n")
    changed = "\n".join(body[:3] + [body[3][:10] + ("A" if body[3][10] != "A"
                        else "B") + body[3][11:]] + body[4:])
    for what, pem, words in (
            ("nothing", "", "证书"),
            ("no PEM", "x" * 200, "不是 PEM 格式"),
            ("a request", request, "不是 PEM 格式"),
            ("cut", good[:400], "不是 PEM 格式"),
            ("changed", changed, "证书"),
            ("a stranger's CA", stranger.answer(request), "信任列表"),
            ("encryption only", ca.answer(request, "encrypting"), "证书"),
            ("another key", ca.answer(request, subject=subject), "公钥"),
            ("over before it begins", ca.answer(request, days=-1), "格式")):
        page = offered(maker, case, pem)
        assert page.status == 400 and 'id="e-pem"' in page.text, \
            (what, page.status, page.plain[:300])
        assert words in re.search(r'(?s)id="e-pem".*?</p>',
                                  page.text).group(0), (what, page.plain[:900])
        if pem:
            assert pem.split("\n")[0][:60] in page.text, \
                f"{what}: what was pasted is gone"
        page = maker.get(f"/issue/{case}")
        assert desk.state(page) == "审批通过", (what, desk.state(page))
    seen = kit.rows("SELECT COUNT(*) FROM audit WHERE action ="
                    " 'request.certify' AND result <> 'ok'")
    assert seen[0][0] >= 5, "refused answers are not in the trail"


def taken(maker, case, ca, request):
    page = offered(maker, case, ca.answer(request))
    assert desk.state(page) == "证书已签发", (desk.state(page),
                                             page.plain[:400])
    for act, after in (("code", "已赋码"), ("generate", "已制作"),
                       ("load", "待领取")):
        maker.get(f"/issue/{case}")
        page = maker.submit("/step", {"act": act})
        assert desk.state(page) == after, (act, page.plain[:300])
    seal, = kit.rows("SELECT v.cert FROM seal_version v JOIN request q"
                     " ON q.seal = v.seal WHERE q.id = ?", case)
    path = ca.dir / "made.der"
    path.write_bytes(seal[0])
    ca.run("x509", "-inform", "DER", "-in", "made.der", "-out", "made.pem")
    ca.run("verify", "-partial_chain", "-vfyopt", ID, "-CAfile", "ca.pem",
           "made.pem")


def who(login):
    if login not in people:
        people[login] = walk.Worker(login)
    return people[login]


def seal_of(case):
    return kit.rows("SELECT seal FROM request WHERE id = ?", case)[0][0]


def use(case, until):
    """A use of the seal, up to a state; its id."""
    made = walk.use_begin(who("requester"), seal_of(case))
    walk.walk(who, walk.USES, walk.use_state, made, until)
    return made


def used_and_verified(case):
    desk_person = as_person("checker")
    desk_person.get(f"/issue/{case}")
    desk_person.submit("/deliver", {"receiver": "鲍保管",
                                    "number": "371002199003070011"})
    keeper = as_person("keeper")
    keeper.get(f"/apply/{case}")
    page = keeper.submit("/activate")
    assert page.status == 200, page.plain[:300]
    keeper.sign_out()
    made = use(case, "stamped")
    page = who("requester").get(f"/stamp/{made}/stamped")
    assert page.status == 200 and page.body.startswith(b"%PDF-")
    path = os.path.join(office.var, "stamped.pdf")
    pathlib.Path(path).write_bytes(page.body)
    judged(path, 0, "genuine")
    b = Browser()
    b.get("/verify")
    shown = b.submit("/verify/file", files={
        "file": ("a.pdf", page.body, "application/pdf")})
    assert "真实有效" in shown.plain, shown.plain[:600]
    return path


def judged(path, code, word):
    done = subprocess.run([build / "bin/jianyin", "verify", path, "--json"],
                          capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    assert (done.returncode, found["verdict"]) == (code, word), (
        done.returncode, done.stdout[:1500])


def not_listed_any_more(path, ca):
    """R-121: a CA taken off the list makes no stamp genuine."""
    trust = pathlib.Path(office.data) / "trust"
    (trust / "ca.pem").rename(ca.dir / "kept.pem")
    judged(path, 2, "unknown")
    (ca.dir / "kept.pem").rename(trust / "ca.pem")
    (trust / "ca.crl").rename(ca.dir / "kept.crl")
    judged(path, 2, "unknown")          # no list, no word
    (ca.dir / "kept.crl").rename(trust / "ca.crl")
    judged(path, 0, "genuine")


def revoked_by_its_ca(case, path, ca):
    """It stamps nothing more; what it stamped before was valid then."""
    # A CRL tells whole seconds: one revoked in the second of its last stamp
    # is taken as revoked before it.
    time.sleep(1.1)
    ca.run("ca", "-config", "openssl.cnf", "-keyfile", "ca.key", "-cert",
           "ca.pem", "-revoke", "made.pem")
    for worker in people.values():
        worker.leave()
    people.clear()
    office.stop()
    ca.list_in(office.data)
    office.start(JIANYIN_CA="external")
    made = use(case, "approved")
    requester = who("requester")
    requester.get(f"/stamp/{made}")
    page = requester.press("/stamp")
    assert walk.use_state(made) == "approved", page.plain[:300]
    judged(path, 2, "lapsed")


def main():
    with office, tempfile.TemporaryDirectory() as folder:
        ca, stranger = Ca(folder, "ca"), Ca(folder, "stranger")
        office.stop()               # made with its own CA, and now without
        ca.list_in(office.data)
        office.start(JIANYIN_CA="external")
        begun = tap.test("R-115 a case waits for a certificate from outside",
                         approved)
        if begun:
            tap.test("R-115 the office's own CA is not asked", not_ours,
                     *begun)
            request = tap.test("R-115 the request goes out, OpenSSL verifies "
                               "it", requested, *begun, folder)
        if begun and request:
            tap.test("R-117 R-118 R-121 R-126 each wrong answer is refused in "
                     "words, and the case stays", wrong_answers, *begun,
                     request, ca, stranger)
            tap.test("R-115 the answer is taken, the seal made with it",
                     taken, *begun, ca, request)
            path = tap.test("R-121 R-127 its stamp is genuine, with the CA "
                            "and its list", used_and_verified, begun[1])
            if path:
                tap.test("R-121 R-127 without them nobody can tell",
                         not_listed_any_more, path, ca)
                tap.test("R-117 revoked by its CA: it stamps no more",
                         revoked_by_its_ca, begun[1], path, ca)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


main()
