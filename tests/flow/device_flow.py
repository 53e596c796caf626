#!/usr/bin/env python3
"""What a device hands in and takes back: an application package that fills in
the form (R-256), and the renewal of the seal it holds by that seal's own key
(R-095), by the keeper and at the counter; and what of either is refused.
Usage: device_flow.py BUILD; it starts an office of its own.
Rules: R-062 R-093 R-094 R-095 R-114 R-137 R-138 R-139 R-161 R-256."""
import base64
import re
import shutil
import time

from own import office
import attack_kit as kit
import steps
from client import Browser, Tap, pdf, press, tool
from device_kit import DEVICE_PIN, ID, body, good, jianyin, pieces, work
from policies import Policy
from steps import (answer, bench, decide, draft, on_day, person, post, query,
                   request, seal_of, send, sql, state, upload)

tap = Tap()
NAME = "演示区清泉职业培训学校设备专用章"
OTHER_NAME = "演示区清泉职业培训学校另一专用章"
THREE = ("sealed", "agent", "contact")
SAID = ("--title", "结业证明", "--reason", "学员结业", "--requester", "申请人甲",
        "--reviewer", "审核人乙", "--operator", "鲍保管", "--checked")
made = {}


def credit_code(start):
    """A right unified credit code (GB 32100) of these 17 characters."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(c) * 3 ** i for i, c in enumerate(start))
    return start + signs[-total % 31]


def apply_with(device, name=NAME, unit=steps.UNIT, code=steps.CODE,
               kind="YW", *more):
    return good("device", "apply", device, "--unit", unit, "--code", code,
                "--seal", name, "--kind", kind, *more, typed=[DEVICE_PIN])


def renew_with(device, *more, **where):
    return good("device", "renew", device, *more, typed=[DEVICE_PIN],
                **where)


def unpem(text):
    return base64.b64decode("".join(
        line for line in text.splitlines() if not line.startswith("-----")))


def hand_in(login, path, data):
    """Upload on the page of the package; the page that answers."""
    b = person(login)
    b.get(path)
    if isinstance(data, str):
        data = data.encode()
    return b.submit("/device", {}, {
        "file": ("a.jya", data, "application/octet-stream")})


def refusals(case):
    return [r[0] for r in sql(
        "office", "SELECT reason FROM audit WHERE object = ? AND action ="
        " 'package.hand-in' AND result = 'refused' ORDER BY seq",
        request(case, "number")[0])]


def refused(login, business, case, data, words):
    """Refused for this reason and written down; nothing is kept of it."""
    was = asked(case)
    before = len(refusals(case))
    page = hand_in(login, f"/{business}/{case}/device", data)
    assert page.status == 400 and words in page.plain, \
        (words, page.status, page.plain[:900])
    assert asked(case) == was
    told = refusals(case)
    assert len(told) == before + 1 and words in told[-1], told


def asked(case):
    return sql("office", "SELECT asked, package FROM application WHERE"
               " request = ? ORDER BY version DESC LIMIT 1", case)[0]


# --- applying -----------------------------------------------------------

def packages():
    """The device makes the package; what it cannot make it says."""
    for name in ("mine", "other"):
        good("device", "init", f"{name}.device", typed=[DEVICE_PIN])
    made["package"] = apply_with("mine.device")
    assert "BEGIN JIANYIN SEAL APPLICATION" in made["package"]
    again = apply_with("mine.device", NAME, steps.UNIT, steps.CODE,
                       "业务专用章")
    assert good("device", "show", "mine.device").count("尚未导入") == 1, \
        "a lost file is made again over the same key"
    csrs = [tool("openssl", "req", "-inform", "DER", "-noout", "-pubkey",
                 "-verify", "-vfyopt", f"distid:{ID}", data=request_of(p))
            for p in (made["package"], again)]
    assert csrs[0] == csrs[1] and b"PUBLIC KEY" in csrs[0]
    wrong = jianyin("device", "apply", "mine.device", "--unit", steps.UNIT,
                    "--code", steps.CODE, "--seal", NAME, "--kind", "XX",
                    typed=[DEVICE_PIN])
    assert wrong.returncode == 1 and "YW 业务专用章" in wrong.stderr, wrong
    wrong = jianyin("device", "apply", "mine.device", "--unit", steps.UNIT,
                    "--code", "12345", "--seal", NAME, "--kind", "YW",
                    typed=[DEVICE_PIN])
    assert wrong.returncode == 1, wrong
    wrong = jianyin("device", "renew", "mine.device", typed=[DEVICE_PIN])
    assert wrong.returncode == 1 and "没有这枚印章" in wrong.stderr, wrong


def request_of(package):
    """The PKCS#10 in an application package."""
    tbs = pieces(body(pieces(unpem(package))[0]))[0]
    return body(pieces(body(tbs))[-1])


def not_this():
    """Another unit's, changed, or none: each refused for its own reason."""
    case = draft()
    made["case"] = case
    foreign = credit_code("12990102MB7054901")
    changed = bytearray(unpem(made["package"]))
    changed[-3] ^= 1
    bare = good("device", "request", "other.device", "--unit", steps.UNIT,
                "--code", steps.CODE, "--seal", NAME, typed=[DEVICE_PIN])
    for data, words in (
            (apply_with("other.device", NAME, steps.UNIT, foreign),
             "统一社会信用代码与本单位不一致"),
            (apply_with("other.device", NAME, "别的学校"),
             "单位名称与本单位不一致"),
            (bytes(changed), "已被改动"), (bare, "无法识别这个文件"),
            (b"hello", "无法识别这个文件")):
        refused("applicant", "apply", case, data, words)
    # nobody's but the case's own
    page = person("checker").get(f"/apply/{case}/device")
    assert page.status in (403, 404), page.status
    assert asked(case) == ("", "")


def handed_in():
    """R-062: the form is filled from it; what does not agree is named."""
    case = made["case"]
    page = person("applicant").get(f"/apply/{case}")
    assert "提交申请数据包" in page.plain and "选填" in page.plain
    page = hand_in("applicant", f"/apply/{case}/device", made["package"])
    assert page.url.endswith("/answers"), page.plain[:600]
    form = page.form("/answers")
    assert form["fields"]["seal_name"] == NAME, form["fields"]
    assert form["fields"]["org_code"] == steps.CODE
    assert form["fields"]["sub_kind"] == "YW"
    assert form["fields"]["delivery"] == "softfile"
    assert form["fields"].get("importing") == "1", form["fields"]
    given = person("applicant").get(f"/apply/{case}/device").plain
    assert "软件设备，演示和测试用" in given and "业务专用章" in given, given
    for field, value, words in (
            ("seal_name", "演示区清泉职业培训学校改名章", "印章名称不一致"),
            ("sub_kind", "HT", "印章种类不一致"),
            ("delivery", "hosted", "由软件设备生成")):
        page = answer(case, **dict({"seal_name": NAME, "sub_kind": "YW",
                                    "delivery": "softfile"},
                                   **{field: value}))
        assert words in page.plain, (words, page.plain[:900])
    # taken back, and handed in again
    b = person("applicant")
    b.get(f"/apply/{case}/device")
    page = b.submit("/device/drop")
    assert asked(case) == ("", ""), page.plain[:400]
    hand_in("applicant", f"/apply/{case}/device", made["package"])
    page = answer(case, seal_name=NAME, sub_kind="YW", delivery="softfile")
    assert page.status == 200 and "不一致" not in page.plain
    for item in steps.PAPERS:
        upload(b, "apply", case, item)
    page = send(b, "apply", case)
    assert state(case) == "submitted", page.plain[:600]
    page = b.get(f"/apply/{case}")
    assert "签名有效" in page.plain and "签名无效" not in page.plain
    # what was signed stays
    page = b.post(f"/apply/{case}/device", {"csrf": steps.token(b)}, {
        "file": ("a", made["package"].encode(), "text/plain")})
    assert page.status == 409, page.status


def once():
    """R-114: one request, one seal; what was withdrawn is free again."""
    second = draft()
    refused("applicant", "apply", second, made["package"],
            "已用于别的申请")
    fresh = apply_with("other.device", OTHER_NAME)
    hand_in("applicant", f"/apply/{second}/device", fresh)
    third = draft()
    refused("applicant", "apply", third, fresh, "已用于别的申请")
    b = person("applicant")
    b.get(f"/apply/{second}")
    press(b, "/withdraw")
    assert state(second) == "withdrawn"
    page = hand_in("applicant", f"/apply/{third}/device", fresh)
    assert page.url.endswith("/answers"), page.plain[:400]
    made["third"] = third


def walk(case, name, until="activate"):
    for item in steps.STEPS:
        page = item[1](case)
        assert state(case) == item[2], (item[0], state(case),
                                        page.plain[:600])
        if item[0] == until:
            return


def taken(business, case, device):
    """Download, import; the client's words."""
    b = person("keeper")
    b.get(f"/{business}/{case}")
    page = b.submit("/package")
    assert page.status == 200, page.plain[:300]
    (work / f"{case}.jyp").write_bytes(page.body)
    return good("device", "import", device, f"{case}.jyp",
                typed=[DEVICE_PIN])


def seal_made():
    """R-256: the clerk brings nothing; made for the key in the device, back
    into it, and it stamps.  Another device, another unit: refused."""
    case = made["case"]
    decide("checker", case, "verify", **{"v_" + i: "ok"
                                         for i in steps.PAPERS})
    assert state(case) == "verified"
    for name, take, then in steps.STEPS[:2]:
        take(case)
    page = person("maker").get(f"/issue/{case}")
    assert "申请数据包由申请人提交" in page.plain and \
        'name="package"' not in page.text, page.plain[:900]
    for name, take, then in steps.STEPS[2:8]:
        page = take(case)
        assert state(case) == then, (name, page.plain[:600])
    bench("checker", case, "/deliver", {
        "receiver": "鲍保管", "number": steps.IDNO})
    assert state(case) == "delivered"
    assert sql("keyd", "SELECT held FROM key_seal_key WHERE request = ?",
               case) == [("device",)]
    made["seal"], made["code"] = seal_of(case)
    text = taken("apply", case, "mine.device")
    assert made["code"] in text and "已导入" in text, text
    done = jianyin("device", "import", "other.device", f"{case}.jyp",
                   typed=[DEVICE_PIN])
    assert done.returncode == 1 and "不是给这台设备的" in done.stderr, done
    b = person("keeper")
    b.get(f"/apply/{case}")
    press(b, "/activate")
    assert state(case) == "completed"
    time.sleep(1.1)		# a stamp says whole seconds, the worst counts
    stamped("first.pdf", "真实有效")


def another_seal():
    """A second seal, in the other device, for what is refused below."""
    case = made["third"]
    answer(case, seal_name=OTHER_NAME, sub_kind="YW", delivery="softfile")
    b = person("applicant")
    for item in steps.PAPERS:
        upload(b, "apply", case, item)
    send(b, "apply", case)
    decide("checker", case, "verify", **{"v_" + i: "ok"
                                         for i in steps.PAPERS})
    walk(case, OTHER_NAME)
    made["other"] = seal_of(case)[1]
    taken("apply", case, "other.device")


def stamped(name, words, source="plain.pdf", device="mine.device"):
    """Stamped by the device; what anybody is told of it."""
    (work / "plain.pdf").write_bytes(pdf(pages=2))
    done = jianyin("stamp", "--device", device, *SAID, source, name,
                   typed=[DEVICE_PIN], conf=True)
    assert done.returncode == 0, done
    b = Browser()
    b.get("/verify")
    page = b.submit("/verify/file", {}, {
        "file": ("a.pdf", (work / name).read_bytes(), "application/pdf")})
    assert words in page.plain, (words, page.plain[:1200])


# --- renewing ----------------------------------------------------------------

def version(code):
    return sql("office", "SELECT v.version, v.serial, v.png, v.valid_to, v.cert"
               " FROM seal s JOIN seal_version v ON v.seal = s.id AND"
               " v.version = s.version WHERE s.code = ?", code)[0]


def renew(login, code, way):
    page = post(login, "/renew/new", seal=code, reason=way, note="", rev="")
    found = re.search(r"/renew/([0-9a-z]{26})", page.url)
    assert found, page.plain[:600]
    return found.group(1)


def window():
    """R-093: outside the window not even with the device's word."""
    page = post("keeper", "/renew/new", seal=made["code"], reason="self",
                note="", rev="")
    assert page.status == 400 and "起可以办理续期" in page.plain, \
        page.plain[:400]
    Policy("P-01", "").set("7m")
    case = renew("keeper", made["code"], "self")
    made["renewal"] = case
    b = person("keeper")
    page = b.get(f"/renew/{case}")
    assert "提交续期数据包" in page.plain and "未提交" in page.plain
    page = send(b, "renew", case)
    assert state(case) == "draft" and "续期数据包" in page.plain
    made["renew"] = renew_with("mine.device")
    # closed again meanwhile
    with Policy("P-01", "1d"):
        refused("keeper", "renew", case, made["renew"], "起可以办理续期")


def signed_by_another(package):
    """The same words under another key, with the right certificate beside."""
    key = work / "stranger.key"
    tool("openssl", "ecparam", "-genkey", "-name", "SM2", "-noout", "-out",
         str(key))
    version_, said, csr = pieces(body(unpem(package)))
    tbs, alg, _, cert = pieces(body(body(said)))
    (work / "tbs").write_bytes(tbs)
    sig = tool("openssl", "dgst", "-sm3", "-sign", str(key), "-sigopt",
               f"distid:{ID}", str(work / "tbs"))
    said = der(0x30, tbs + alg + der(3, b"\0" + sig) + cert)
    return der(0x30, version_ + der(4, said) + csr)


def der(tag, data):
    n = len(data)
    if n < 128:
        return bytes((tag, n)) + data
    size = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + data


def other_packages():
    """Of another seal, by another key, changed, or something else."""
    case = made["renewal"]
    changed = bytearray(unpem(made["renew"]))
    changed[-9] ^= 1
    for data, words in (
            (renew_with("other.device"), "是另一枚印章的续期申请"),
            (signed_by_another(made["renew"]), "数据包的签名无效"),
            (bytes(changed), "不是有效的续期数据包"),
            (made["package"], "无法识别这个文件"),
            (unpem(made["package"]), "不是有效的续期数据包"),
            (b"hello", "无法识别这个文件")):
        refused("keeper", "renew", case, data, words)


def by_self():
    """The old key's package: the renewal runs; code and picture stay, the
    old certificate is on no list, and only that device gets the new one."""
    case, code = made["renewal"], made["code"]
    before = version(code)
    late = renew_with("mine.device", "--new")
    page = hand_in("keeper", f"/renew/{case}/device", made["renew"])
    assert page.status == 200 and "已提交" in page.plain, page.plain[:600]
    b = person("keeper")
    send(b, "renew", case)
    assert state(case) == "verified", request(case, "state, failed")
    page = b.get(f"/renew/{case}")
    assert "印章密钥签名" in page.plain and "签名无效" not in page.plain, \
        page.plain[-900:]
    assert sql("keyd", "SELECT held, renews FROM key_seal_key WHERE request"
               " = ?", case) == [("device", code)]
    # replayed for a second one of the same seal
    second = renew("keeper", code, "self")
    refused("keeper", "renew", second, made["renew"], "已用于别的申请")
    for act, then in (("certify", "certified"), ("generate", "made"),
                      ("load", "loaded")):
        page = bench("maker", case, "/step", {"act": act})
        assert state(case) == then, (act, page.plain[:600])
    page = person("keeper").post(f"/renew/{case}/package", {
        "csrf": steps.token(person("keeper"))})
    assert page.status == 409 and "还没有交付" in page.plain
    b = person("keeper")
    b.get(f"/renew/{case}")
    press(b, "/receive")
    assert state(case) == "delivered"
    text = taken("renew", case, "mine.device")
    assert code in text, text
    page = b.post(f"/renew/{case}/package", {"csrf": steps.token(b)})
    assert page.status == 409 and "已经下载过" in page.plain
    done = jianyin("device", "import", "other.device", f"{case}.jyp",
                   typed=[DEVICE_PIN])
    assert done.returncode == 1 and "不是给这台设备的" in done.stderr, done
    # the device has it; it is not in force before the keeper puts it so
    assert version(code) == before
    stamped("early.pdf", "签章无效")
    b.get(f"/renew/{case}")
    press(b, "/activate")
    assert state(case) == "completed"
    after = version(code)
    assert after[0] == 2 and after[1] != before[1] and \
        after[2] == before[2] and after[3] != before[3]
    assert sql("keyd", "SELECT ended FROM key_cert WHERE serial = ?",
               before[1]) == [(None,)], "R-094: never on the list for it"
    assert query(code)["state"] == "active"
    time.sleep(1.1)
    stamped("second.pdf", "真实有效")
    assert "真实有效" in verified_again("first.pdf")
    assert "签章无效" in verified_again("early.pdf")
    # what the key before says is nobody's word any more
    refused("keeper", "renew", second, late, "不是由印章现在使用的密钥签名")
    person("keeper").get(f"/renew/{second}")
    press(person("keeper"), "/withdraw")
    assert state(second) == "withdrawn"


def verified_again(name):
    b = Browser()
    b.get("/verify")
    return b.submit("/verify/file", {}, {
        "file": ("a.pdf", (work / name).read_bytes(),
                 "application/pdf")}).plain


def logs():
    """R-161: the log of each version's key is brought in, the earlier's by
    its certificate."""
    serials = re.findall(r"证书序列号：(\w+)", good("device", "show",
                                                "mine.device"))
    assert len(serials) == 2, serials
    wrong = jianyin("device", "log", "mine.device", "--cert", "00FF")
    assert wrong.returncode == 1 and "00FF" in wrong.stderr, wrong
    for n, serial in enumerate(serials):
        good("device", "log", "mine.device", "--cert", serial, "--export",
             f"{n}.jyl", typed=[DEVICE_PIN])
        b = person("keeper")
        b.get(f"/stamp/log/{made['seal']}")
        page = b.submit("/offline", {}, {"file": (
            "a.jyl", (work / f"{n}.jyl").read_bytes(),
            "application/octet-stream")})
        assert page.status == 200, page.plain[:600]
    rows = sql("office", "SELECT serial, COUNT(*) FROM offline_use WHERE seal"
               " = ? GROUP BY serial", made["seal"])
    assert dict(rows) == {serials[0]: 1, serials[1]: 2}, rows


def at_the_counter():
    """R-095, R-099: on paper, the device's word is asked for as well; it goes
    back to the device it was in."""
    code = made["code"]
    case = renew("operator", code, "papers")
    page = hand_in("operator", f"/renew/{case}/device",
                   renew_with("mine.device"))
    assert "已提交" in page.plain, page.plain[:600]
    for item in THREE:
        upload(person("operator"), "renew", case, item)
    page = send(person("operator"), "renew", case)
    assert state(case) == "submitted", page.plain[:600]
    page = decide("checker", case, "verify", **{"v_" + i: "ok"
                                                for i in THREE})
    assert state(case) == "verified", page.plain[:600]
    # keyd has taken the key over while the seal's was live
    assert sql("keyd", "SELECT held, serial FROM key_seal_key WHERE request"
               " = ?", case) == [("device", None)]
    for act, then in (("certify", "certified"), ("generate", "made"),
                      ("load", "loaded")):
        page = bench("maker", case, "/step", {"act": act})
        assert state(case) == then, (act, page.plain[:600])
    who = {"receiver": "鲍保管", "number": steps.IDNO}
    page = bench("checker", case, "/deliver", dict(
        who, form="softfile", device=""))
    assert "请选择存放印章的设备类型" in page.plain and \
        state(case) == "loaded", page.plain[:900]
    bench("checker", case, "/deliver", who)
    assert state(case) == "delivered"
    b = person("keeper")
    b.get(f"/renew/{case}")
    press(b, "/activate")
    assert state(case) == "completed" and version(code)[0] == 3
    taken("renew", case, "mine.device")
    time.sleep(1.1)
    stamped("third.pdf", "真实有效")


def frozen():
    """T2 S4: lost meanwhile, it is not renewed; said so."""
    code = made["other"]
    case = renew("keeper", code, "self")
    package = renew_with("other.device")
    hand_in("keeper", f"/renew/{case}/device", package)
    assert asked(case)[0] != ""
    post("keeper", "/loss/urgent", seal=code)
    assert query(code)["state"] == "lost"
    page = send(person("keeper"), "renew", case)
    assert state(case) == "draft" and "已挂失" in page.plain, page.plain[:400]
    b = person("keeper")
    b.get(f"/renew/{case}/device")
    b.submit("/device/drop")
    refused("keeper", "renew", case, package, "已挂失")


def over():
    """P-02: after the end its key proves nothing, even within the grace."""
    code = made["code"]
    left = (version(code)[3] - time.time() * 1000) / 86400000
    on_day(left - 10)
    case = renew("keeper", code, "papers")
    refused("keeper", "renew", case, renew_with("mine.device"),
            "已超过 30 天的有效期")
    package = renew_with("mine.device", conf=True)
    page = hand_in("keeper", f"/renew/{case}/device", package)
    assert "已提交" in page.plain, page.plain[:600]
    for item in THREE:
        upload(person("keeper"), "renew", case, item)
    on_day(left + 2)
    page = send(person("keeper"), "renew", case)
    assert state(case) == "draft" and "不能再证明续期" in page.plain, \
        page.plain[:600]
    refused("keeper", "renew", case, package, "不能再证明续期")
    page = post("keeper", "/renew/new", seal=code, reason="papers", note="",
                rev="")
    assert page.status == 400 and "请注销后申领新章" in page.plain


def main():
    with office:
        if not tap.test("half a year of validity", lambda: [
                Policy(r, "").set(v) for r, v in (
                    ("P-03", "6m"), ("P-02", "30d"), ("P-16", "60m"))]):
            tap.end()
            return
        tap.test("R-256 a device makes its application", packages)
        tap.test("R-256 another unit's, changed, none", not_this)
        tap.test("R-062 R-256 the form is filled from it", handed_in)
        tap.test("R-114 R-256 one package, one request", once)
        tap.test("R-137 R-138 R-256 made, taken back, it stamps", seal_made)
        tap.test("R-256 a second one in another device", another_seal)
        tap.test("R-093 R-095 outside the window", window)
        tap.test("R-095 by another key, of another seal: refused",
                 other_packages)
        tap.test("R-094 R-095 R-138 renewed by the old key's word", by_self)
        tap.test("R-161 the log of each version", logs)
        tap.test("R-095 R-099 R-139 at the counter", at_the_counter)
        tap.test("R-095 T2 S4 not of a seal that is lost", frozen)
        tap.test("R-093 R-095 not after its end", over)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    shutil.rmtree(work, ignore_errors=True)
    tap.end()


main()
