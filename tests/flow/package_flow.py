#!/usr/bin/env python3
"""A seal in a device of the unit's own, with the client and without it: asked
for with the device's request, made, delivered, imported, stamped offline,
judged in public, its log brought in; another device, wrong papers, a loss.
Usage: package_flow.py BUILD; it starts an office of its own.
Rules: R-062 R-099 R-137 R-138 R-139 R-140 R-160 R-161 R-163 R-186."""
import os
import pathlib
import re
import shutil
import subprocess
import time

from own import office
import attack_kit as kit
import client
import steps
from client import Browser, Tap, pdf, press, tool
from device_kit import DEVICE_PIN, ID, body, good, jianyin, pieces, work
from steps import (bench, decide, person, post, query, request, seal_of, sql,
                   state, token, verified)

tap = Tap()
NAME = "演示区清泉职业培训学校培训专用章"
SAID = ("--title", "结业证明", "--reason", "学员结业", "--requester", "申请人甲",
        "--reviewer", "审核人乙", "--operator", "鲍保管")
made = {}


def device(name, seal=NAME):
    """A device with one key; its request as PEM."""
    good("device", "init", name, typed=[DEVICE_PIN])
    return good("device", "request", name, "--unit", steps.UNIT, "--code",
                steps.CODE, "--seal", seal, typed=[DEVICE_PIN])


# --- the device -----------------------------------------------------------

def device_made():
    """R-140: the software device says what it is; openssl reads its request."""
    made["csr"] = device("mine.device")
    made["other"] = device("other.device")
    text = good("device", "show", "mine.device")
    assert "软件设备（演示和测试用）" in text and NAME in text, text
    assert "数据包尚未导入" in text
    (work / "mine.csr").write_text(made["csr"])
    done = subprocess.run(
        ["openssl", "req", "-in", work / "mine.csr", "-noout", "-verify",
         "-vfyopt", f"distid:{ID}", "-subject", "-nameopt", "utf8"],
        capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "OK" in done.stdout + done.stderr, done
    assert NAME in done.stdout, done.stdout
    for path in ("mine.device", "mine.device.log"):
        assert (work / path).stat().st_mode & 0o777 == 0o600, path
    again = jianyin("device", "init", "mine.device", typed=[DEVICE_PIN])
    assert again.returncode == 1 and "已经存在" in again.stderr
    weak = jianyin("device", "init", "weak.device", typed=["12345678"])
    assert weak.returncode == 1 and not (work / "weak.device").exists()
    wrong = jianyin("device", "request", "mine.device", "--unit", steps.UNIT,
                    "--code", "12345", "--seal", NAME, typed=[DEVICE_PIN])
    assert wrong.returncode == 1, wrong


# --- asked for and made -----------------------------------------------------

def entered(case, csr, name="request.csr"):
    fields = {"approving_name": "演示区公共就业服务中心",
              "approving_region": "990102"}
    files = {} if csr is None else {"package": (
        name, csr.encode(), "application/pkcs10")}
    return bench("maker", case, "/enter", fields, files)


def to_confirmed(case):
    for name, take, then in steps.STEPS:
        take(case)
        assert state(case) == then, (name, state(case))
        if name == "confirm":
            return


def a_request():
    """OpenSSL's own requests, right and wrong in one thing each."""
    def made_by(curve, cn, unit=steps.UNIT, code=steps.CODE):
        key = work / "other.key"
        tool("openssl", "ecparam", "-genkey", "-name", curve, "-noout",
             "-out", str(key))
        return tool("openssl", "req", "-new", "-key", str(key), "-sm3",
                    "-utf8", "-sigopt", f"distid:{ID}", "-subj",
                    f"/C=CN/O={unit}/CN={cn}/serialNumber={code}",
                    "-multivalue-rdn").decode() if curve == "SM2" else tool(
            "openssl", "req", "-new", "-key", str(key), "-sha256", "-utf8",
            "-subj", f"/C=CN/O={unit}/CN={cn}/serialNumber={code}").decode()
    broken = made["csr"].splitlines()
    middle = len(broken) // 2
    line = broken[middle]
    broken[middle] = line[:9] + ("A" if line[9] != "A" else "B") + line[10:]
    return {
        "\n".join(broken): "没有有效签名",
        made_by("prime256v1", NAME): "没有有效签名",
        device("name.device", "别的专用章"): "印章名称与申请不一致",
        "-----BEGIN CERTIFICATE REQUEST-----\n": "没有有效签名",
    }


def wrong_requests():
    """R-062, R-138: without the device's request, or with a wrong one, the
    case does not go to the approver."""
    case = verified(seal_name=NAME, sub_kind="YW", delivery="softfile")
    to_confirmed(case)
    page = entered(case, None)
    assert "请上传那台设备生成的申请数据包" in page.plain, page.plain[:600]
    for csr, words in a_request().items():
        page = entered(case, csr)
        assert words in page.plain, (words, page.plain[:900])
        assert state(case) == "confirmed"
    entered(case, made["csr"])
    assert state(case) == "entered"
    made["case"] = case


def seal_made():
    """R-137: the key is the device's; keyd has no private number of it."""
    case = made["case"]
    decide("approver", case, "approve")
    for act, then in (("certify", "certified"), ("code", "coded"),
                      ("generate", "made")):
        page = bench("maker", case, "/step", {"act": act})
        assert state(case) == then, page.plain[:600]
    ((held, blob),) = sql("keyd", "SELECT held, LENGTH(blob) FROM key_seal_key"
                          " WHERE request = ?", case)
    assert (held, blob) == ("device", 0)
    ((cert,),) = sql("office", "SELECT v.cert FROM seal_version v JOIN seal s"
                     " ON s.id = v.seal WHERE s.request = ?", case)
    asked = tool("openssl", "req", "-in", str(work / "mine.csr"), "-noout",
                 "-pubkey")
    issued = tool("openssl", "x509", "-inform", "DER", "-noout", "-pubkey",
                  data=cert)
    assert asked == issued, "certified is the device's own key"
    bench("maker", case, "/step", {"act": "load"})
    assert state(case) == "loaded"


def delivered():
    """R-099, R-139: device and certificate are asked for; the list is closed;
    what is handed over is what was asked for."""
    case = made["case"]
    who = {"receiver": "鲍保管", "number": steps.IDNO}
    for wrong, words in (
            ({"device": ""}, "请选择存放印章的设备类型"),
            ({"device": "toaster"}, "设备类型"),
            ({"device": "crypto-server", "device_cert": "GM001"},
             "只能登记为软件设备"),
            ({"device_cert": "GM001"}, "没有型号证书"),
            ({"form": "hosted", "device": ""}, "不一致"),
            ({"form": "package", "device": "crypto-server",
              "device_cert": ""}, "证书编号")):
        page = bench("checker", case, "/deliver", dict(who, **wrong))
        assert words in page.plain, (wrong, page.plain[:900])
        assert state(case) == "loaded"
    # nothing is handed out before it was signed for
    page = post("checker", f"/issue/{case}/package")
    assert page.status == 409 and "还没有交付" in page.plain
    bench("checker", case, "/deliver", who)
    assert state(case) == "delivered"
    made["seal"], made["code"] = seal_of(case)
    assert sql("office", "SELECT kind, device, certificate, state FROM carrier"
               " WHERE seal = ?", made["seal"])[0] == (
        "softfile", "software", "", "in-use")


def package_once():
    """R-138: the receiver takes it once; the desk allows another, and why."""
    case = made["case"]
    b = person("keeper")
    b.get(f"/apply/{case}")
    page = b.submit("/package")
    assert page.status == 200, page.plain[:400]
    (work / "seal.jyp").write_bytes(page.body)
    page = post("keeper", f"/apply/{case}/package")
    assert page.status == 409 and "已经下载过" in page.plain, page.plain[:400]
    assert "须由受理单位登记原因" in b.get(f"/apply/{case}").plain
    # a stranger to the unit, and a reason that is none
    page = post("maker", f"/issue/{case}/package")
    assert page.status == 403, page.status
    page = post("checker", f"/issue/{case}/package-again", reason="")
    assert page.status == 409 and "原因" in page.plain
    b = person("checker")
    b.get(f"/issue/{case}")
    page = b.submit("/package-again", {"reason": "U 盘损坏"})
    assert page.status == 200 and "U 盘损坏" in page.plain, page.plain[:900]
    page = post("checker", f"/issue/{case}/package-again", reason="再来一次")
    assert page.status == 409 and "还没有使用" in page.plain
    b.get(f"/issue/{case}")
    page = b.submit("/package")
    assert page.body == (work / "seal.jyp").read_bytes(), "the same package"
    assert [r[0] for r in sql(
        "office", "SELECT action FROM audit WHERE object = ? AND action LIKE"
        " 'package.%' AND result = 'ok' ORDER BY seq",
        request(case, "number")[0])] == ["package.take", "package.allow",
                                         "package.take"]


def imported():
    """R-138: on the right device it works, on another it is refused."""
    done = jianyin("device", "import", "other.device", "seal.jyp",
                   typed=[DEVICE_PIN])
    assert done.returncode == 1 and "不是给这台设备的" in done.stderr, done
    done = jianyin("device", "import", "mine.device", "seal.jyp",
                   typed=["cuowu2026"])
    assert done.returncode == 1 and "还可以试 4 次" in done.stderr, done
    data = bytearray((work / "seal.jyp").read_bytes())
    data[len(data) // 2] ^= 1
    (work / "bad.jyp").write_bytes(data)
    done = jianyin("device", "import", "mine.device", "bad.jyp",
                   typed=[DEVICE_PIN])
    assert done.returncode == 1 and "没有导入" in done.stderr, done
    for _ in range(2):
        text = good("device", "import", "mine.device", "seal.jyp",
                    typed=[DEVICE_PIN])
        assert made["code"] in text, text
    root = tool("openssl", "dgst", "-sm3", "-r", str(pathlib.Path(
        client.VAR, "anchors/root.der"))).split()[0].decode()
    assert root in good("device", "show", "mine.device")


# --- stamped without the register --------------------------------------------

def stamp(name, *more, source="plain.pdf", typed=(DEVICE_PIN,), conf=True,
          dev="mine.device"):
    return jianyin("stamp", "--device", dev, *SAID, "--checked", *more,
                   source, name, typed=typed, conf=conf)


def upload(path):
    b = Browser()
    b.get("/verify")
    return b.submit("/verify/file", {}, {
        "file": ("a.pdf", (work / path).read_bytes(), "application/pdf")})


def before_use():
    """A seal that nobody put into use yet: what it stamps is not valid."""
    (work / "plain.pdf").write_bytes(pdf(pages=2))
    done = stamp("early.pdf")
    assert done.returncode == 0, done
    assert "签章无效" in upload("early.pdf").plain
    b = person("keeper")
    b.get(f"/apply/{made['case']}")
    press(b, "/activate")
    assert state(made["case"]) == "completed"
    assert query(made["code"])["state"] == "active"
    time.sleep(1.1)		# a stamp says whole seconds, the worst counts


def offline():
    """R-160, R-161: stamped where it was asked, checked one by one, logged."""
    done = jianyin("stamp", "--device", "mine.device", *SAID, "--page", "1",
                   "--at", "20,30.5", "plain.pdf", "one.pdf", conf=True,
                   typed=["y", "是", "y", "y", DEVICE_PIN])
    assert done.returncode == 0, done
    done = jianyin("stamp", "--device", "mine.device", *SAID, "plain.pdf",
                   "not.pdf", conf=True, typed=["y", "n"])
    assert done.returncode == 1 and not (work / "not.pdf").exists(), done
    text = good("inspect", "one.pdf")
    assert "第 1 页，左上角 20.0 mm, 30.5 mm" in text, text[:900]
    words = client.words_of((work / "one.pdf").read_bytes())
    assert "离线加盖，无验证码" in words and made["code"] in words, words
    assert tool("qpdf", "--check", str(work / "one.pdf"))
    sigs = tool("pdfsig", str(work / "one.pdf")).decode()
    assert sigs.count("Signature #") == 1, sigs
    text = good("device", "log", "mine.device")
    assert "第 2 条" in text and "结业证明" in text and "审核 审核人乙" in text


def by_openssl():
    """The signature in the file, by OpenSSL alone: TBS_Sign as it stands,
    under the key of the certificate beside it, and that under the making
    CA's."""
    data = (work / "one.pdf").read_bytes()
    whole = bytes.fromhex(re.search(rb"/Contents<([0-9a-f]+)>",
                                    data).group(1).decode())
    tbs, cert, _, value = pieces(body(pieces(whole)[0]))
    for name, what in (("tbs", tbs), ("cert.der", body(cert)),
                       ("sig", body(value)[1:])):
        (work / name).write_bytes(what)
    (work / "key").write_bytes(tool("openssl", "x509", "-inform", "DER",
                                    "-in", str(work / "cert.der"), "-noout",
                                    "-pubkey"))
    said = tool("openssl", "dgst", "-sm3", "-verify", str(work / "key"),
                "-signature", str(work / "sig"), "-sigopt", f"distid:{ID}",
                str(work / "tbs"))
    assert b"Verified OK" in said, said
    asked = tool("openssl", "req", "-in", str(work / "mine.csr"), "-noout",
                 "-pubkey")
    assert asked == (work / "key").read_bytes(), "signed by the device's key"
    (work / "ca.pem").write_bytes(tool(
        "openssl", "x509", "-inform", "DER", "-in", os.path.join(
            client.VAR, "anchors/making-ca.der")))
    (work / "cert.pem").write_bytes(tool(
        "openssl", "x509", "-inform", "DER", "-in", str(work / "cert.der")))
    said = tool("openssl", "verify", "-partial_chain", "-vfyopt",
                f"distid:{ID}", "-CAfile", str(work / "ca.pem"),
                str(work / "cert.pem"))
    assert b"OK" in said, said


def refused_stamps():
    for more, words in (
            ({"typed": ("cuowu2026",)}, "口令不对"),
            ({"dev": "other.device"}, "请先导入数据包"),
            ({"source": "missing.pdf"}, "不能读取原文件")):
        done = stamp("no.pdf", **more)
        assert done.returncode == 1 and words in done.stderr, (words, done)
        assert not (work / "no.pdf").exists()
    for more, words in ((("--page", "9"), "没有这一页"),
                        (("--at", "200,20"), "超出页面"),
                        (("--at", "-5,20"), "左,上"),
                        (("--seal", "H0000000"), "没有这枚印章")):
        done = stamp("no.pdf", *more)
        assert done.returncode == 1 and words in done.stderr, (words, done)
    done = stamp("one.pdf")
    assert done.returncode == 1 and "已经存在" in done.stderr


def judged():
    """R-140, R-186: genuine while the seal is good; it says that it was made
    offline by a software device, on page, JSON and command line."""
    page = upload("one.pdf")
    for words in ("真实有效", "离线加盖", "软件设备", "只供演示和测试",
                  "用章记录没有登记", "按签章人声明的时间"):
        assert words in page.plain, (words, page.plain[:1500])
    done = jianyin("verify", "one.pdf", conf=True)
    assert done.returncode == 0 and "离线加盖" in done.stdout, done.stdout
    done = jianyin("verify", "one.pdf", "--json", conf=True)
    assert '"offline":true' in done.stdout and '"software":true' in \
        done.stdout, done.stdout
    data = bytearray((work / "one.pdf").read_bytes())
    data[data.index(b"stream") + 20] ^= 1
    (work / "bad.pdf").write_bytes(data)
    assert "真实有效" not in upload("bad.pdf").plain
    # without the office: the CA folder and the list
    (work / "seals.crl").write_bytes(
        Browser().get("/status/crl/seals.crl").body)
    done = jianyin("verify", "one.pdf", "--anchors", os.path.join(
        client.VAR, "anchors"), "--crl", "seals.crl")
    assert done.returncode == 0, done.stdout


def twice_stamped():
    """A second offline stamp stands on the first and changes nothing of it."""
    done = stamp("two.pdf", "--at", "120,30", source="one.pdf")
    assert done.returncode == 0, done
    page = upload("two.pdf")
    assert "真实有效" in page.plain and "第 2 枚印章" in page.plain


# --- brought in ---------------------------------------------------------------

def send_log(data, login="keeper"):
    b = person(login)
    b.get(f"/stamp/log/{made['seal']}")
    return b.submit("/offline", {}, {"file": (
        "log.jyl", data, "application/octet-stream")})


def uses():
    return sql("office", "SELECT n FROM offline_use WHERE seal = ?"
               " ORDER BY n", made["seal"])


def log_in():
    """R-161: each entry appears marked 离线; again adds nothing; what was
    altered, cut or left out is refused and named."""
    good("device", "log", "mine.device", "--export", "first.jyl",
         typed=[DEVICE_PIN])
    first = (work / "first.jyl").read_bytes()
    parts = pieces(first)
    n = len(parts) - 1
    changed = bytearray(first)
    changed[first.index("结业证明".encode())] ^= 1
    for data, words in (
            (b"".join(parts[:-1]), f"第 {n} 条之后的记录被截去"),
            (b"".join(parts[:-2] + parts[-1:]), f"第 {n - 1} 条之后的记录"),
            (b"".join(parts[1:]), "第 2 条之前缺少记录"),
            (b"".join(parts[:1] + parts[2:]), "第 3 条之前缺少记录"),
            (bytes(changed), "第 1 条"), (b"hello", "无法识别"),
            (first + b"0", "无法识别")):
        page = send_log(data)
        assert words in page.plain, (words, page.plain[:900])
        assert not uses()
    page = send_log(first)
    assert page.status == 200, page.plain[:600]
    assert len(uses()) == n
    for words in ("离线用章", "离线", "结业证明", "学员结业", "申请人甲",
                  "审核人乙", "设备的时钟"):
        assert words in page.plain, (words, page.plain[:900])
    send_log(first)
    assert len(uses()) == n, "twice adds nothing"
    assert sql("office", "SELECT COUNT(*) FROM audit WHERE action ="
               " 'use.offline' AND result = 'ok' AND object = ?",
               made["code"]) == [(1,)]
    assert "用章记录已上传登记" in upload("one.pdf").plain
    # one more stamp: only the new entry comes in
    assert stamp("three.pdf").returncode == 0
    good("device", "log", "mine.device", "--export", "second.jyl",
         typed=[DEVICE_PIN])
    send_log((work / "second.jyl").read_bytes())
    assert len(uses()) == n + 1
    page = send_log(first)
    assert "比已经登记的少" in page.plain, page.plain[:600]
    made["uses"] = n + 1


def log_of_others():
    """Another unit's people, roles without the right, another seal's page."""
    data = (work / "second.jyl").read_bytes()
    page = post("requester", f"/stamp/log/{made['seal']}/offline")
    assert page.status == 403, page.status
    ((hosted,),) = sql(
        "office", "SELECT s.id FROM seal s JOIN carrier c ON c.seal = s.id"
        " WHERE c.kind = 'hosted' AND s.state = 'active' AND s.unit ="
        " (SELECT unit FROM seal WHERE id = ?) LIMIT 1", made["seal"])
    b = person("keeper")
    page = b.get(f"/stamp/log/{hosted}")
    assert not page.has_form("/offline"), "a hosted seal has no such log"
    page = b.post(f"/stamp/log/{hosted}/offline", {"csrf": token(b)}, {
        "file": ("log.jyl", data, "application/octet-stream")})
    assert "由服务器托管" in page.plain, page.plain[:600]
    assert len(uses()) == made["uses"]


# --- shown, and what others may not ---------------------------------------------

def shown():
    """R-139, R-140: where the seal is, in the unit's page and the ledger."""
    assert "软件密码模块（不得用于生产）" in person("keeper").get(
        "/account/seals").plain
    page = person("operator").get(f"/approve/seals/{made['seal']}")
    assert "载体" in page.plain and "软件密码模块" in page.plain, \
        page.plain[:900]


def not_online():
    """R-163: the register cannot stamp with a key it has not; renewing it is
    as with any other."""
    b = person("requester")
    page = b.get("/stamp/new?choose=1")
    assert "请用那台设备盖章" in page.plain, page.plain[:900]
    page = b.get("/stamp/new?seal=" + made["seal"])
    assert page.status == 403 and "请用那台设备盖章" in page.plain, \
        page.plain[:600]
    card = person("keeper").get("/account/seals").plain
    card = card[card.index(made["code"]):][:900]
    assert "起可以办理续期" in card, card


def lost():
    """Lost: what is stamped afterwards is invalid; what was stamped and
    brought in before was valid then; what was never brought in is unknown."""
    assert stamp("kept.pdf").returncode == 0	# before, not brought in
    time.sleep(1.1)
    page = post("keeper", "/loss/urgent", seal=made["code"])
    assert query(made["code"])["state"] == "lost", page.plain[:400]
    assert stamp("late.pdf").returncode == 0, "a thief has the device"
    page = upload("late.pdf")
    assert "签章无效" in page.plain, page.plain[:900]
    page = upload("one.pdf")
    assert "用印时有效" in page.plain and "无法判断" not in page.plain, \
        page.plain[:900]
    page = upload("kept.pdf")
    assert "无法判断" in page.plain, page.plain[:900]
    assert jianyin("verify", "late.pdf", conf=True).returncode == 1
    # brought in too late proves nothing
    good("device", "log", "mine.device", "--export", "late.jyl",
         typed=[DEVICE_PIN])
    send_log((work / "late.jyl").read_bytes())
    assert len(uses()) == made["uses"] + 2
    assert "无法判断" in upload("kept.pdf").plain
    assert "签章无效" in upload("late.pdf").plain


def locked():
    """R-146: five wrong PINs, each counted; then not even the right one."""
    for left in (4, 3, 2, 1, 0):
        done = stamp("no.pdf", typed=("cuowu2026",))
        assert f"还可以试 {left} 次" in done.stderr, done
    done = stamp("no.pdf")
    assert done.returncode == 1 and "已锁死" in done.stderr, done
    assert "口令：已锁死" in good("device", "show", "mine.device")


def main():
    with office:
        if tap.test("R-140 a software device, and its request", device_made) \
                is None and tap.failed:
            tap.end()
        tap.test("R-062 R-138 wrong requests are refused", wrong_requests)
        tap.test("R-137 made for the device's key", seal_made)
        tap.test("R-099 R-139 delivered with its device", delivered)
        tap.test("R-138 the package is taken once", package_once)
        tap.test("R-138 imported there and nowhere else", imported)
        tap.test("T2 S2 not yet in use: not valid", before_use)
        tap.test("R-160 R-161 stamped offline", offline)
        tap.test("R-137 R-186 verified by OpenSSL alone", by_openssl)
        tap.test("R-160 what is not stamped", refused_stamps)
        tap.test("R-140 R-186 judged in public", judged)
        tap.test("R-123 a stamp upon a stamp", twice_stamped)
        tap.test("R-161 the log is brought in", log_in)
        tap.test("R-161 and not by others", log_of_others)
        tap.test("R-139 R-140 shown with the seal", shown)
        tap.test("R-163 not stamped online", not_online)
        tap.test("R-186 lost: before and after", lost)
        tap.test("R-146 five wrong PINs", locked)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    shutil.rmtree(work, ignore_errors=True)
    tap.end()


main()
