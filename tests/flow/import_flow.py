#!/usr/bin/env python3
"""A seal of another system is taken over: each wrong one refused with its own
reason, a right one proposed by the clerk and approved by another, seen in
ledger and status with where it is from; stamped with in the unit's own device,
judged in public, its log brought in; lost, found and ended here.
Usage: import_flow.py BUILD [postgres]; it starts an office of its own; on
PostgreSQL the whole way is walked by pages, without the wrong ones.
Rules: R-020 R-021 R-026 R-031 R-111 R-114 R-118 R-119 R-121 R-127 R-128 R-161
R-203."""
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from own import build, office
import attack_kit as kit
import client
import steps
from client import Browser, Tap, pdf, press
from foreign_kit import Ca, PICTURE, envelope, seal
from steps import decide, leave, person, post, query, request, sql, state, wait_for

tap = Tap()
work = pathlib.Path(tempfile.mkdtemp(prefix="jianyin-import-"))
UNIT, CODE = steps.UNIT, steps.CODE
NAME = UNIT + "原有合同专用章"
SEAL = "old-2023.0017a"
DEVICE_PIN = "shebei2026"
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
DAY = datetime.timedelta(days=1)
SAID = ("--title", "合同", "--reason", "签约", "--requester", "申请人甲",
        "--reviewer", "审核人乙", "--operator", "鲍保管", "--checked")
FIELDS = {
    "org_code": CODE, "source": "原市级印章平台", "category": "unit",
    "sub_kind": "HT", "holder_name": "", "scope": "industry",
    "keeper_login": "keeper", "delivery": "softfile", "device": "software",
    "device_cert": "",
}
made = {}


def old_system():
    """A CA, a maker and a seal's certificate, as they were years ago."""
    ca = made["ca"] = Ca(work, "原有CA")
    made["far"] = Ca(work, "别处CA")
    ca.issue("maker", "/C=CN/O=原市级印章平台/CN=制章人")
    ca.issue("seal", f"/C=CN/O={UNIT}/CN={NAME}")
    ca.issue("second", f"/C=CN/O={UNIT}/CN={NAME}")
    ca.issue("other", "/C=CN/O=另一个单位/CN=另一个单位")
    made["far"].issue("maker", "/C=CN/O=别处/CN=别处的制章人")
    made["far"].issue("seal", f"/C=CN/O={UNIT}/CN={NAME}")
    ca.list_in(office.data)
    time.sleep(1.1)             # after its maker's certificate began
    made["right"] = one()


def now():
    return datetime.datetime.now(datetime.timezone.utc).replace(
        microsecond=0)


def one(**more):
    """The seal, right unless something else is said."""
    p = {"ca": made["ca"], "maker": "maker", "code": SEAL, "name": NAME,
         "certs": [made["ca"].der("seal")], "begin": now(),
         "end": NOW + 300 * DAY}
    p.update(more)
    return seal(p.pop("ca"), p.pop("maker"), p.pop("code"), p.pop("name"),
                p.pop("certs"), p.pop("begin"), p.pop("end"), **p)


def offer(der, certs=None, login="maker", **fields):
    b = person(login)
    b.get("/issue/import")
    files = {"seal": ("old.esl", der, "application/octet-stream"),
             "evidence": ("移交清单.pdf", pdf("evidence"), "application/pdf")}
    if certs is not None:
        files["certs"] = ("chain.pem", certs, "application/x-pem-file")
    return b.submit("/issue/import", dict(FIELDS, **fields), files)


def imports():
    return sql("office", "SELECT COUNT(*) FROM seal_import")[0][0]


# --- refused --------------------------------------------------------------------

def reasons():
    """R-020: each wrong file has its own reason, and nothing is kept of it."""
    ca, far = made["ca"], made["far"]
    right = made["right"]
    broken = bytearray(right)
    broken[right.index(PICTURE) + len(PICTURE) // 2] ^= 1
    listed = ca.der("seal")
    before = imports()
    for what, der, more, words in (
            ("junk", b"no seal at all", {}, "不是电子印章文件"),
            ("cut", right[:len(right) // 2], {}, "不是电子印章文件"),
            ("changed", bytes(broken), {}, "签名值不正确"),
            ("a stranger's maker", one(ca=far), {}, "制章人证书的签发机构"),
            ("named", one(ca=far), {}, "不认识的签发机构：别处CA"),
            ("a stranger's certificate", one(certs=[far.der("seal")]), {},
             "签章证书的签发机构"),
            ("over", one(begin=NOW - 30 * DAY, end=NOW - DAY,
                         create=now()), {}, "已过有效期"),
            ("not yet", one(begin=NOW + DAY, create=now()), {}, "尚未生效"),
            ("made before its maker", one(create=NOW - 400 * DAY), {},
             "制章人证书在制章时无效"),
            ("another unit's certificate", one(certs=[ca.der("other")]), {},
             "签章证书上的单位"),
            ("another unit's name", one(name="另一个单位公章"), {},
             "应以登记的单位名称开头"),
            ("two certificates", one(certs=[listed, ca.der("second")]), {},
             "不是恰好一张"),
            ("a code with blanks", one(code="a b"), {}, "印章的编码"),
            ("GIF", one(picture=b"GIF89a" + bytes(40), kind="GIF"), {},
             "不是 PNG 或 JPEG"),
            ("no picture", one(picture=PICTURE[:60]), {}, "图像文件不完整"),
            ("another's certificate beside it", right,
             {"certs": ca.pem("second")}, "不是印章里列出的那一张"),
            ("no certificates", right, {"certs": b"-----BEGIN nothing"},
             "不能识别的内容"),
            ("its digest alone", one(digest=bytes(32)), {},
             "只有签章证书的摘要"),
            ("giant", right + bytes(2 << 20), {}, "1 MB"),
            ("no unit here", right, {"org_code": "91110000600037341L"},
             "没有登记这个单位"),
            ("no keeper", right, {"keeper_login": "applicant"},
             "不是该单位的印章保管人"),
            ("nobody", right, {"keeper_login": "nobody"}, "没有这个账号"),
            ("hosted", right, {"delivery": "hosted"}, "密钥现在存放在"),
            ("a device that is none", right, {"device": "crypto-server"},
             "软件设备"),
            ("whose", right, {"category": "post"}, "持章人姓名")):
        page = offer(der, **more)
        assert page.status in (400, 413), (what, page.status,
                                           page.plain[:300])
        assert words in page.plain, (what, words, page.plain[:1500])
        if page.status == 400:
            assert "原市级印章平台" in page.text, f"{what}: typed text gone"
    assert imports() == before
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
               " 'request.propose' AND result = 'refused'")[0][0] > 10
    page = person("checker").get("/issue/import")
    assert page.status == 403, page.status


def unknown_state():
    """R-121, R-127: a CA that was taken off, and one without its list."""
    ca = made["ca"]
    ca.take_off(office.data)
    page = offer(one())
    assert "不认识的签发机构：原有CA" in page.plain, page.plain[:900]
    ca.list_in(office.data, crl=False)
    page = offer(one())
    assert "吊销状态查不到" in page.plain, page.plain[:900]
    ca.list_in(office.data)


# --- proposed and decided --------------------------------------------------------

def proposed(der, **more):
    page = offer(der, **more)
    assert page.status == 200 and "/issue/import/" in page.url, \
        (page.status, page.plain[:1500])
    case = re.search(r"/issue/import/([0-9a-z]{26})", page.url).group(1)
    for words in ("制章人证书", "GB/T 38540", "相符", "原市级印章平台",
                  "移交清单.pdf", "证书由其他机构签发"):
        assert words in page.plain, (words, page.plain[:2500])
    assert "不符" not in page.plain
    picture = person("maker").get(f"/issue/{case}/imprint")
    assert picture.body.startswith(b"\x89PNG"), picture.status
    person("maker").get(f"/issue/import/{case}")
    page = press(person("maker"), "/propose")
    assert "等待审批" in page.plain, page.plain[:600]
    return case


def preview():
    """R-020: what was found is seen before anything is signed; given up, all
    of it goes."""
    page = offer(made["right"], made["ca"].pem("seal") + made["ca"].pem("ca"))
    case = re.search(r"/issue/import/([0-9a-z]{26})", page.url).group(1)
    assert state(case) == "draft" and imports() == 1
    again = offer(made["right"])
    assert "正在另一件接收" in again.plain, again.plain[:900]
    person("maker").get(f"/issue/import/{case}")
    page = press(person("maker"), "/withdraw")
    assert state(case) == "withdrawn", page.plain[:300]
    assert imports() == 0


def two_persons():
    """R-021, R-026: the clerk proposes, another decides; a refusal is said
    why, and it can be proposed anew."""
    case = proposed(made["right"])
    assert state(case) == "entered"
    page = person("approver").get(f"/approve/{case}")
    for words in ("原系统的印章", "准予接收", "不予许可", SEAL):
        assert words in page.plain, (words, page.plain[:2000])
    page = decide("approver", case, "refuse")
    assert state(case) == "entered" and "请填写理由" in page.plain
    page = decide("approver", case, "refuse", note="移交清单没有盖章")
    assert state(case) == "rejected", page.plain[:600]
    page = person("maker").get(f"/issue/import/{case}")
    assert "移交清单没有盖章" in page.plain, page.plain[:600]
    page = post("maker", f"/approve/{case}/decide", act="take-over")
    assert page.status == 403, page.status


def revoked_meanwhile():
    """R-127: what its CA revoked after it was proposed is not taken over."""
    ca = made["ca"]
    case = proposed(one(certs=[ca.der("second")], code="B/2"))
    ca.revoke("second")
    ca.list_in(office.data)
    page = decide("approver", case, "take-over")
    assert state(case) == "entered" and "已被吊销" in page.plain, \
        page.plain[:900]
    decide("approver", case, "refuse", note="证书已被吊销")
    page = offer(one(certs=[ca.der("second")], code="B/2"))
    assert "签章证书已被吊销" in page.plain, page.plain[:900]


def taken_over(check=True):
    case = made["case"] = proposed(made["right"])
    # keyd looks into the folder of CAs every half minute
    assert wait_for(lambda: "办结" in decide(
        "approver", case, "take-over").plain.split("受理单位")[0], 60), \
        person("approver").page.plain[:900]
    if check:
        assert state(case) == "completed", page.plain[:600]
        page = person("approver").get(f"/approve/{case}")
        assert page.plain.count("本人签名") >= 2 and "有误" not in page.plain
        ((held, blob, mine),) = sql(
            "keyd", "SELECT k.held, LENGTH(k.blob), s.state FROM"
            " key_seal_key k JOIN key_seal s ON s.serial = k.serial"
            " WHERE s.code = ?", SEAL)
        assert (held, blob, mine) == ("device", 0, "active")
    return case


def seen():
    """R-020: with where it is from, in ledger, its page, status and CSV."""
    row = query(SEAL)
    assert (row["state"], row["origin"]) == ("active", "imported"), row
    assert query("OLD2023.0017A")["code"] == SEAL, "in any spelling"
    page = Browser().get(f"/status?q={SEAL}")
    assert "由其他系统制作，经本系统接收" in page.plain, page.plain[:600]
    b = person("approver")
    page = b.get("/approve/seals")
    assert NAME in page.plain and "其他系统制作" in page.plain
    link, = [h for h in page.links("/approve/seals/") if re.search(
        r"/seals/[0-9a-z]{26}$", h)
        and re.search(rf'href="{h}">[^<]*{re.escape(SEAL)}', page.text)]
    made["seal"] = link.rsplit("/", 1)[1]
    page = b.get(link)
    for words in ("其他系统制作，经接收登记", "原系统编码", "鲍保管",
                  "接收其他系统制作的印章", "软件密码模块"):
        assert words in page.plain, (words, page.plain[:2000])
    text = b.get("/approve/seals.csv?tab=valid").body.decode("utf-8-sig")
    assert [r for r in text.splitlines() if SEAL in r][0].endswith(
        '"其他系统"'), text
    page = person("keeper").get("/account/seals")
    assert NAME in page.plain and "由其他系统制作" in page.plain, \
        page.plain[:1500]


def once_only():
    """R-114, R-128: neither code nor certificate a second time."""
    page = offer(made["right"])
    assert "这个印章编码在本系统里已经有了" in page.plain, page.plain[:900]
    page = offer(one(code="C-3", name=UNIT + "第二合同专用章"))
    assert "序列号与本系统里另一枚印章的相同" in page.plain, page.plain[:900]


# --- used ------------------------------------------------------------------------

def jianyin(*args, typed=(), conf=False):
    env = dict(os.environ)
    if not conf:
        env.pop("JIANYIN_CONF", None)
    return subprocess.run(
        [build / "bin/jianyin", *map(str, args)], env=env, text=True,
        input="".join(line + "\n" for line in typed), capture_output=True,
        check=False, cwd=work)


def good(*args, **more):
    done = jianyin(*args, **more)
    assert done.returncode == 0, (args, done.stdout, done.stderr)
    return done.stdout


def device(name="old.device"):
    """The key goes from its file into a device, and only with its seal."""
    ca = made["ca"]
    good("device", "init", name, typed=[DEVICE_PIN])
    (work / "old.esl").write_bytes(made["right"])
    ca.run("pkcs8", "-topk8", "-in", "seal.key", "-v2", "aes-256-cbc",
           "-passout", "pass:jiumima1", "-out", "seal.p8")
    args = ("device", "adopt", name, "--seal", "old.esl", "--key")
    done = jianyin(*args, ca.dir / "seal.p8", typed=[DEVICE_PIN, "cuomima1"])
    assert done.returncode == 1 and "口令不对" in done.stderr, done
    done = jianyin(*args, ca.dir / "other.key", typed=[DEVICE_PIN])
    assert done.returncode == 1 and "不是同一枚" in done.stderr, done
    done = jianyin(*args, ca.dir / "seal.pem", typed=[DEVICE_PIN, ""])
    assert done.returncode == 1 and "不能读取密钥文件" in done.stderr, done
    done = jianyin(*args, ca.dir / "seal.p8", typed=["cuowu2026", "jiumima1"])
    assert done.returncode == 1 and "还可以试 4 次" in done.stderr, done
    (work / "v1.esl").write_bytes(one(version=1))
    done = jianyin("device", "adopt", name, "--seal", "v1.esl", "--key",
                   ca.dir / "seal.key", typed=[DEVICE_PIN])
    assert done.returncode == 1 and "GB/T 38540" in done.stderr, done
    good(*args, ca.dir / "seal.p8", typed=[DEVICE_PIN, "jiumima1"])
    text = good("device", "show", name)
    assert SEAL in text and NAME in text, text
    done = jianyin(*args, ca.dir / "seal.p8", typed=[DEVICE_PIN, "jiumima1"])
    assert done.returncode == 1, "one key once"


def enveloped():
    """GB/T 35276: the key comes encrypted to the device's own; to another
    device's it is of no use."""
    good("device", "init", "env.device", typed=[DEVICE_PIN])
    good("device", "init", "far.device", typed=[DEVICE_PIN])
    own = re.search("设备公钥：([0-9a-f]{130})", good(
        "device", "show", "env.device")).group(1)
    der = envelope(made["ca"], "second", own)
    (work / "key.env").write_bytes(der)
    (work / "cut.env").write_bytes(der[:-1])
    (work / "env.esl").write_bytes(one(certs=[made["ca"].der("second")],
                                       code="E-5"))
    for dev, file, code, words in (
            ("far.device", "key.env", 1, "不是给这台设备的"),
            ("env.device", "cut.env", 1, "不是 SM2EnvelopedKey"),
            ("env.device", "key.env", 0, "")):
        done = jianyin("device", "adopt", dev, "--seal", "env.esl",
                       "--envelope", file, typed=[DEVICE_PIN])
        assert done.returncode == code and words in done.stderr, done
    assert "E-5" in good("device", "show", "env.device")
    raw = (work / "env.device").read_bytes()
    assert (made["ca"].dir / "second.key").exists() and b"PRIVATE" not in raw


def upload(path):
    b = Browser()
    b.get("/verify")
    return b.submit("/verify/file", {}, {
        "file": ("a.pdf", (work / path).read_bytes(), "application/pdf")})


def stamp(name, dev="old.device"):
    (work / "plain.pdf").write_bytes(pdf(pages=2))
    good("stamp", "--device", dev, *SAID, "plain.pdf", name,
         typed=[DEVICE_PIN], conf=True)


def stamped():
    """R-020, R-161: it stamps in its device; the verdict says whose it is."""
    time.sleep(1.1)             # a stamp says whole seconds, the worst counts
    stamp("one.pdf")
    page = upload("one.pdf")
    for words in ("真实有效", "其他系统制作，经本系统接收", "离线加盖",
                  "用章记录没有登记"):
        assert words in page.plain, (words, page.plain[:2000])
    done = jianyin("verify", "one.pdf", "--json", conf=True)
    found = json.loads(done.stdout)
    assert (done.returncode, found["verdict"],
            found["stamps"][0]["origin"]) == (0, "genuine", "imported"), found


def log_in():
    good("device", "log", "old.device", "--export", "log.jyl",
         typed=[DEVICE_PIN])
    b = person("keeper")
    b.get(f"/stamp/log/{made['seal']}")
    page = b.submit("/offline", {}, {"file": (
        "log.jyl", (work / "log.jyl").read_bytes(),
        "application/octet-stream")})
    assert page.status == 200 and "合同" in page.plain, page.plain[:900]
    assert "用章记录已上传登记" in upload("one.pdf").plain


def no_other():
    """A seal the same maker makes anew under the same code is not the one
    that was taken over; nor is one of its that nobody took over."""
    ca = made["ca"]
    for code, name in ((SEAL, "false.device"), ("D-4", "fourth.device")):
        good("device", "init", name, typed=[DEVICE_PIN])
        (work / "false.esl").write_bytes(one(code=code, side=40))
        good("device", "adopt", name, "--seal", "false.esl", "--key",
             ca.dir / "seal.key", typed=[DEVICE_PIN])
        stamp(f"{name}.pdf", name)
        page = upload(f"{name}.pdf")
        assert "真实有效" not in page.plain and "无法判断" in page.plain, \
            (code, page.plain[:900])
        assert "经本系统接收" not in page.plain


def no_renewal():
    """R-020: 续期 is not offered, and why; 更换 is."""
    b = person("keeper")
    page = b.get("/account/seals")
    card = page.plain[page.plain.index(NAME):]
    assert "本系统不能为它续期；请办理更换" in card, card[:1500]
    assert f'value="{SEAL}"' not in b.get("/renew").text
    assert f'value="{SEAL}"' in b.get("/replace").text


# --- lost, found, ended ------------------------------------------------------------

def lists():
    """R-203: the list of seals has it, the CA's revocation list does not."""
    b = Browser()
    (work / "seals.der").write_bytes(b.get("/status/list/seals.der").body)
    (work / "crl").write_bytes(b.get("/status/crl/seals.crl").body)
    listed = jianyin("status", "seals.der", SEAL, conf=True).stdout
    serial, = sql("office", "SELECT v.serial FROM seal_version v JOIN seal s"
                  " ON s.id = v.seal WHERE s.code = ?", SEAL)[0]
    text = made["ca"].run("crl", "-inform", "DER", "-in",
                          str(work / "crl"), "-noout", "-text").decode()
    assert serial.lower() not in text.replace(":", "").lower()
    return listed


def lost_and_found():
    """T2: frozen by its keeper at once, wherever its key lies; released."""
    b = person("keeper")
    b.get("/loss")
    page = press(b, "/loss/urgent", {"seal": SEAL})
    assert query(SEAL)["state"] == "lost", page.plain[:900]
    assert NAME in lists()
    stamp("lost.pdf")
    assert "真实有效" not in upload("lost.pdf").plain
    case = sql("office", "SELECT q.id FROM request q JOIN seal s ON"
               " s.id = q.seal WHERE q.business = 'loss' AND s.code = ?",
               SEAL)[0][0]
    page = decide("operator", case, "release")
    assert query(SEAL)["state"] == "active", page.plain[:900]


def ended_by_its_ca():
    """R-127: its own CA ends the certificate without asking us."""
    time.sleep(1.1)
    made["ca"].revoke("seal", "superseded")
    made["ca"].list_in(office.data)
    done = jianyin("verify", "one.pdf", conf=True)
    assert done.returncode == 2 and "现已" in done.stdout, done.stdout


def main():
    with office:
        tap.test("another system's CA, maker and seal", old_system)
        tap.test("R-020 R-114 R-118 R-119 R-121 each wrong file has its own "
                 "reason", reasons)
        tap.test("R-121 R-127 unknown CAs and missing lists", unknown_state)
        tap.test("R-020 a preview first, and nothing of it stays", preview)
        tap.test("R-021 R-026 two persons; a refusal with its reason",
                 two_persons)
        tap.test("R-127 revoked between proposal and decision",
                 revoked_meanwhile)
        tap.test("R-020 proposed, approved, active; no key at keyd",
                 taken_over)
        tap.test("R-020 seen with where it is from", seen)
        tap.test("R-114 R-128 neither code nor certificate twice", once_only)
        tap.test("R-020 its key goes into a device", device)
        tap.test("R-020 an SM2EnvelopedKey for the device", enveloped)
        tap.test("R-020 R-161 it stamps, and the verdict says whose it is",
                 stamped)
        tap.test("R-161 its log is brought in", log_in)
        tap.test("R-020 another seal of the same maker's is not it", no_other)
        tap.test("R-020 no renewal, and why", no_renewal)
        tap.test("R-203 T2 lost and found: our list has it", lost_and_found)
        tap.test("R-127 ended by its own CA", ended_by_its_ca)
        leave()
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


def on_postgres():
    with office:
        tap.test("another system's CA, maker and seal", old_system)
        tap.test("R-020 taken over on PostgreSQL", taken_over, False)
        tap.test("R-020 seen with where it is from", seen)
        tap.test("R-114 R-128 neither code nor certificate twice", once_only)
        tap.test("R-020 its key goes into a device", device)
        tap.test("R-020 R-161 it stamps", stamped)
        tap.test("R-161 its log is brought in", log_in)
        leave()
    tap.end()


if sys.argv[2:] == ["postgres"]:
    office.store = f"postgresql:{os.environ['JIANYIN_TEST_PG']}"
    on_postgres()
else:
    main()
