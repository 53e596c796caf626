#!/usr/bin/env python3
"""证书申请: employers' certificates are ordered in batches of a third party's
CA through its agent, over the network and as files; the agent is down, slow,
wrong, refuses, answers in parts and twice; each order says where it stands, and
a seal with such a certificate is made, stamped, verified and revoked by its
CA.  Usage: third_flow.py BUILD; an office of its own, with its own CA.
Rules: R-115 R-116 R-117 R-121 R-126 R-127, P-47, T8."""
import base64
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

from own import build, office
import attack_kit as kit
import client
import crash_kit as uses
import filing_stub as stub
import steps
from client import Browser, Tap, press
from outside_ca import ID, Ca
from policies import Policy
from steps import (bench, person, post, request, sql, state, token, verified,
                   wait_for, walk)

tap = Tap()
folder = stub.Folder()
os.environ["SSL_CERT_FILE"] = folder.cert
now = [0.0]
known, workers = {}, {}


class Agent(stub.Target):
    """A certificate agent; "will" says what it answers of an order, "mode" how
    it behaves, "got" what it was sent: (batch, with papers, message,
    envelope)."""

    def __init__(self, *args):
        self.will, self.left_out = {}, set()
        super().__init__(*args)

    def reply(self, raw, **more):
        message = json.loads(raw)
        orders = [dict({"order": o["order"], "result": "received"},
                       **self.will.get(o["order"], {}))
                  for o in message["orders"]
                  if o["order"] not in self.left_out]
        return dict({"type": "cert-answer", "agent": message["agent"],
                     "batch": message["batch"], "digest": stub.sm3(raw),
                     "orders": orders}, **more)

    def answer(self, body):
        outer = json.loads(body)
        raw = base64.b64decode(outer["payload"], validate=True)
        message = json.loads(raw)
        with self.lock:
            self.got.append((message["batch"], "materials" in outer, message,
                             outer))
        time.sleep(self.delay)
        if self.mode in ("busy", "garbage"):
            return {"busy": (503, {}, b"later"),
                    "garbage": (200, {}, b"<html>welcome</html>")}[self.mode]
        more = {"other": {"batch": "0" * 26}, "digest": {"digest": "00"},
                "unknown": {"orders": [{"order": "0" * 26,
                                        "result": "received"}]}}
        return 200, {}, self.envelope(
            self.reply(raw, **more.get(self.mode, {})),
            "stranger" if self.mode == "stranger" else None)


agent = Agent(folder, "agent", os.path.join(client.VAR, "clock"))


def tick(days=0.004):
    """Some minutes later: what was to be sent has been tried."""
    now[0] += days
    steps.people.clear()
    client.shift_clock(now[0])
    minute = int(time.time() * 1000 + now[0] * 86400000) // 60000 * 60000
    assert wait_for(lambda: steps.period_done("orders") >= minute, 90)


def set_agent(path="/admin/target/new", **fields):
    b = person("business")
    b.get(path)
    return press(b, path, dict({
        "name": "演示证书代理", "code": "agent", "kind": "agent",
        "enabled": "1", "scope": "all", "deadline": "2d", "plan": "1",
        "address": agent.url, "key": folder.public("agent"),
        "reason": "接入第三方证书"}, **fields))


def orders(batch, columns="state"):
    return sql("office", f"SELECT {columns} FROM cert_order WHERE batch = ?"
               " ORDER BY seq", batch)


def states(batch):
    return [s for s, in orders(batch)]


def events(batch):
    return sql("office", "SELECT event, line, note FROM cert_event WHERE"
               " batch = ? ORDER BY seq", batch)


def der(pem):
    return base64.b64encode(base64.b64decode("".join(
        line for line in pem.split("\n") if not line.startswith("-----"))
    )).decode()


def issued(pem, *chain):
    out = {"result": "issued", "certificate": der(pem)}
    return dict(out, chain=[der(c) for c in chain]) if chain else out


def csr_of(message, k):
    raw = base64.b64decode(message["orders"][k]["csr"])
    return ("-----BEGIN CERTIFICATE REQUEST-----\n"
            + base64.encodebytes(raw).decode()
            + "-----END CERTIFICATE REQUEST-----\n")


# --- before ----------------------------------------------------------------------

def r116_the_agent_is_configured():
    """R-116: an agent gets no filings, has a deadline, and is signed for."""
    for fields, words in (({"deadline": ""}, "多久内签发"),
                          ({"told_MADE": "1"}, "不报送印章的事项"),
                          ({"key": "zz"}, "SM2"),
                          ({"address": "http://agent.example/"}, "https")):
        page = set_agent(**fields)
        assert page.status == 400 and words in page.plain, (
            fields, page.status, page.plain[:400])
    page = set_agent()
    assert page.status == 200 and page.url == "/admin/targets", \
        page.plain[:400]
    known["target"] = "/admin/target/" + sql(
        "office", "SELECT id FROM filing_target WHERE code = 'agent'")[0][0]
    page = person("checker").get("/approve/filings")
    assert "演示证书代理" not in page.plain


def approved(name):
    return walk(verified(seal_name=steps.UNIT + name, org_type="employer"),
                "approve")


def p47_the_approval_decides():
    """P-47: what was approved under one rule stays so under another."""
    with Policy("P-23", "organ institution employer"):
        case = approved("自有证书章")
    known["rules"] = (Policy("P-23", ""), Policy("P-47", ""))
    known["rules"][0].set("organ institution employer")
    known["rules"][1].set("employer")
    assert request(case, "certifier") == ("own",)
    page = bench("maker", case, "/step", {"act": "certify"})
    assert state(case) == "certified", page.plain[:400]
    known["cases"] = [approved(n) for n in ("合同专用章甲", "合同专用章乙",
                                             "合同专用章丙")]
    for case in known["cases"]:
        assert request(case, "certifier") == ("third",)


def r116_it_waits_for_the_agent():
    """R-115, R-116: the own CA is not asked, nor is anything pasted."""
    case = known["cases"][0]
    page = person("maker").get(f"/issue/{case}")
    assert "由第三方证书机构签发" in page.plain, page.plain[:500]
    assert not page.has_form("/step") and not page.has_form("/csr")
    for path, fields in (("step", {"act": "certify", "rev": ""}),
                         ("csr", {}), ("certificate", {"pem": "x"})):
        page = post("maker", f"/issue/{case}/{path}", **fields)
        assert page.status == 409 and "证书申请" in page.plain, path
    assert state(case) == "approved"


# --- a batch ------------------------------------------------------------------------

def collected(cases, login="operator"):
    b = person(login)
    page = b.get("/issue/orders")
    fields = dict(page.form("/issue/orders")["fields"], agent="agent")
    body = [("case", c) for c in cases] + list(fields.items())
    return send_list(b, body)


def send_list(b, pairs):
    """A form whose boxes have one name."""
    page = b.post("/issue/orders", Pairs(pairs))
    if "请输入口令" in page.plain:
        page = b.post("/issue/orders", Pairs(pairs + [("pin", client.PIN)]))
    return page


class Pairs(dict):
    """Pairs that may come twice, where a dictionary is wanted."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.pairs = pairs

    def items(self):
        return self.pairs


def batch_of(page):
    found = re.fullmatch(r"/issue/orders/([0-9a-z]{26})", page.url)
    assert found, (page.status, page.url, page.plain[:500])
    return found.group(1)


def r116_a_batch_is_collected():
    """R-116: chosen, signed and kept; who may not is refused."""
    b = person("operator")
    page = b.get("/issue/orders")
    for name in ("甲", "乙", "丙"):
        assert "合同专用章" + name in page.plain, page.plain[:600]
    assert "自有证书章" not in page.plain
    page = post("maker", "/issue/orders", agent="agent",
                case=known["cases"][0])
    assert page.status == 403, page.status
    page = person("applicant").get("/issue/orders")
    assert page.status == 403, page.status
    assert collected([]).status == 400
    page = post("operator", "/issue/orders", agent="nobody",
                case=known["cases"][0])
    assert page.status == 400 and "代理服务商" in page.plain
    agent.down()
    known["first"] = batch_of(collected(known["cases"]))
    batch = known["first"]
    assert states(batch) == ["waiting"] * 3
    page = send_list(b, [("csrf", token(b)), ("agent", "agent"),
                         ("case", known["cases"][0])])
    assert page.status == 400 and "已经报送" in page.plain, page.plain[:300]
    kept = sql("office", "SELECT action FROM statement WHERE subject = ?",
               batch)
    assert kept == [("cert.order",)], kept
    page = b.get("/issue/orders")
    assert "没有待汇集的办件" in page.plain
    page = person("maker").get(f"/issue/{known['cases'][0]}")
    assert "待报送" in page.plain
    # another unit's people do not see it
    page = person("keeper").get(f"/issue/orders/{batch}")
    assert page.status == 403


def r116_down_and_wrong():
    """R-116: no answer and each wrong one is a failed try with its reason."""
    batch = known["first"]
    tick()
    reason = "SELECT reason, tries FROM cert_batch WHERE id = ?"
    assert sql("office", reason, batch) == [("对方没有应答", 1)]
    agent.up()
    for k, (mode, words) in enumerate((
            ("garbage", "不是对证书申请的应答"), ("stranger", "公钥不符"),
            ("other", "另一批"), ("digest", "另一批"),
            ("unknown", "不属于本批"), ("busy", "503"))):
        agent.mode = mode
        tick()
        why, tries = sql("office", reason, batch)[0]
        assert words in why and tries == k + 2, (mode, why, tries)
        assert states(batch) == ["waiting"] * 3, mode
    assert all(papers for _, papers, *_ in agent.got)
    page = person("operator").get(f"/issue/orders/{batch}")
    assert "对方应答 HTTP 503" in page.plain


def r116_what_travels():
    """R-116: requests that verify, papers that fit, and who signed it."""
    _, _, message, outer = agent.got[-1]
    raw = base64.b64decode(outer["payload"])
    said = base64.b64decode(outer["statement"])
    assert b"cert.order" in said and message["batch"].encode() in said
    assert len(message["orders"]) == 3
    for k, o in enumerate(message["orders"]):
        assert o["unit"]["name"] == steps.UNIT and o["months"] == 36
        assert o["unit"]["type"] == "employer"
        done = subprocess.run(
            ["openssl", "req", "-noout", "-verify", "-vfyopt", ID,
             "-subject", "-nameopt", "utf8,sep_multiline"],
            input=csr_of(message, k), text=True, check=True,
            capture_output=True)
        assert "verify OK" in done.stdout + done.stderr
        assert f"CN={o['seal']['name']}" in done.stdout, done.stdout
        named = {m["item"]: m["sm3"] for m in o["materials"]}
        assert set(named) == {"sealed", "founding", "agent"}, named
        sent = {m["item"]: base64.b64decode(m["data"])
                for m in outer["materials"] if m["order"] == o["order"]}
        assert {i: stub.sm3(d) for i, d in sent.items()} == named
        assert sent["sealed"].startswith(b"%PDF-")
    for secret in (steps.IDNO, "13800138000"):
        assert secret not in raw.decode(), secret


def r116_received():
    """R-116: the agent has it; from now on it is asked without papers."""
    batch = known["first"]
    agent.mode, agent.delay = "ok", 1.5
    tick()
    agent.delay = 0
    assert states(batch) == ["sent"] * 3
    assert agent.got[-1][1]
    before = events(batch)
    tick()
    assert not agent.got[-1][1], "asked with all papers"
    assert agent.got[-1][2] == agent.got[-2][2], "the same message"
    assert events(batch) == before, "the same answer changed something"
    page = person("maker").get(f"/issue/{known['cases'][0]}")
    assert "已报送" in page.plain


def r116_answered_in_part(ca):
    """R-116, R-126: a wrong key, a refusal, and one left out."""
    batch, message = known["first"], agent.got[-1][2]
    ids = [o["order"] for o in message["orders"]]
    subject = (f"/C=CN/O={steps.UNIT}/CN={steps.UNIT}合同专用章甲"
               f"/serialNumber={steps.CODE}")
    agent.will = {
        ids[0]: issued(ca.answer(csr_of(message, 0), subject=subject)),
        ids[1]: {"result": "refused", "reason": "统一社会信用代码查无此单位"},
    }
    agent.left_out = {ids[2]}
    tick()
    assert states(batch) == ["unfit", "refused", "sent"], states(batch)
    why = [w for w, in orders(batch, "reason")]
    assert "公钥" in why[0] and why[1] == "统一社会信用代码查无此单位", why
    assert state(known["cases"][0]) == "approved"
    assert state(known["cases"][1]) == "failed"
    page = person("maker").get(f"/issue/{known['cases'][1]}")
    assert "第三方证书机构不予签发：统一社会信用代码查无此单位" in page.plain
    told = sql("office", "SELECT COUNT(*) FROM notice n JOIN person p ON"
               " p.id = n.person WHERE p.login = 'operator' AND n.link = ?",
               f"/issue/orders/{batch}")
    assert told == [(2,)], told
    page = person("operator").get("/issue/orders?tab=refused")
    assert "查无此单位" in page.plain and "合同专用章乙" in page.plain
    before = events(batch)
    tick()
    assert events(batch) == before, "the same answer twice"
    known["ids"] = ids


def r117_r121_unfit_and_right(ca, stranger):
    """R-117, R-121: by a CA nobody listed; then the right one for the first,
    and the third is given up by hand."""
    batch, message, ids = known["first"], agent.got[-1][2], known["ids"]
    agent.left_out = set()
    agent.will[ids[0]] = issued(ca.answer(csr_of(message, 0)))
    agent.will[ids[2]] = issued(stranger.answer(csr_of(message, 2)))
    tick()
    assert states(batch) == ["issued", "refused", "unfit"], (
        states(batch), orders(batch, "reason"))
    assert "信任列表" in orders(batch, "reason")[2][0]
    assert state(known["cases"][0]) == "certified"
    line, = sql("office", "SELECT e.person, e.role FROM request_event e WHERE"
                " e.request = ? AND e.event = 'certify'", known["cases"][0])
    assert line[0] is None, "the system took it"
    page = person("maker").get(f"/issue/{known['cases'][0]}")
    assert "签名无效" not in page.plain and "证书已签发" in page.plain
    b = person("operator")
    path = f"/issue/orders/{batch}/line"
    rev = orders(batch, "rev")[2][0]
    fields = {"order": ids[2], "note": "", "rev": str(rev)}
    page = post("maker", path, act="void", **fields)
    assert page.status == 403
    page = post("operator", path, act="void", **fields)
    assert page.status == 400 and "请写明情况" in page.plain, (
        page.status, page.plain[:900])
    page = post("operator", path, act="burn", **fields)
    assert page.status == 400
    page = post("operator", path, act="void", **dict(fields, note="长" * 201))
    assert page.status == 400 and "200" in page.plain, page.plain[:900]
    page = post("operator", path, act="recheck", pin=client.PIN, **fields)
    assert states(batch)[2] == "answered", page.plain[:300]
    tick()
    assert states(batch)[2] == "unfit"
    page = post("operator", path, act="void", order=ids[2], note="换一批报送",
                rev="1", pin=client.PIN)
    assert page.status == 400 and "刚刚有变化" in page.plain
    page = post("operator", path, act="void", order=ids[2], note="换一批报送",
                rev=str(orders(batch, "rev")[2][0]), pin=client.PIN)
    assert states(batch)[2] == "void", page.plain[:300]
    assert sql("office", "SELECT is_open FROM cert_batch WHERE id = ?",
               batch) == [(0,)]
    # one answer more changes nothing, and is not asked for any more
    got = len(agent.got)
    tick()
    assert len(agent.got) == got
    page = b.get(f"/issue/orders/{batch}")
    assert not page.has_form(f"/issue/orders/{batch}/answer")


# --- a second one, by files -------------------------------------------------------

def brought(batch, data):
    b = person("operator")
    b.get(f"/issue/orders/{batch}")
    return b.submit("/answer", {}, {"file": ("a.json", data,
                                             "application/json")})


def r116_a_second_batch_by_file(ca):
    """R-116: refused and given up, both go out again, as a file; it is late,
    and what comes back by hand is taken as the network's would be."""
    page = set_agent(known["target"], address="")
    assert page.url == "/admin/targets", page.plain[:400]
    cases = known["cases"][1:]
    assert state(cases[0]) == "failed"
    bench("maker", cases[0], "/step", {"act": "retry"})
    assert state(cases[0]) == "approved"
    batch = batch_of(collected(cases))
    first = sql("office", "SELECT number FROM cert_batch ORDER BY id")
    assert len(set(first)) == 2 and first[0][0].startswith("ZS-")
    tick()
    assert states(batch) == ["waiting"] * 2
    b = person("operator")
    page = b.get(f"/issue/orders/{batch}")
    assert "线下送交" in page.plain
    seq = kit.last_entry()
    got = b.get(f"/issue/orders/{batch}/file")
    outer = json.loads(got.body)
    raw = base64.b64decode(outer["payload"])
    assert len(outer["materials"]) == 6 and kit.last_entry() > seq
    assert person("maker").get(
        f"/issue/orders/{batch}/file").status == 403
    b.get(f"/issue/orders/{batch}")
    page = b.submit("/hand", {"note": ""})
    assert page.status == 400
    b.get(f"/issue/orders/{batch}")
    page = press(b, "/hand", {"note": "光盘，面交演示证书代理"})
    assert states(batch) == ["sent"] * 2, page.plain[:300]
    tick(2.1)
    told = sql("office", "SELECT COUNT(*) FROM notice n JOIN person p ON"
               " p.id = n.person WHERE p.login = 'operator' AND n.link = ?"
               " AND n.body LIKE '%超过时限%'", f"/issue/orders/{batch}")
    assert told == [(1,)], told
    page = person("operator").get("/issue/orders?tab=overdue")
    assert "合同专用章乙" in page.plain and "已报送，超时" in page.plain
    message = json.loads(raw)
    for k in range(2):
        agent.will[message["orders"][k]["order"]] = issued(
            ca.answer(csr_of(message, k)))
    good = agent.envelope(agent.reply(raw))
    for data, words in (
            (b"hello", "不是"), (good[:-9], "不是"),
            (agent.envelope(agent.reply(raw), "stranger"), "公钥不符"),
            (agent.envelope(agent.reply(raw, batch=known["first"])),
             "另一批")):
        page = brought(batch, data)
        assert page.status == 400 and words in page.plain, (
            words, page.status, page.plain[:500])
        assert states(batch) == ["sent"] * 2
    page = brought(batch, good)
    assert states(batch) == ["answered"] * 2, page.plain[:500]
    page = brought(batch, good)         # twice: as it was
    tick()
    assert states(batch) == ["issued"] * 2, orders(batch, "reason")
    assert [state(c) for c in cases] == ["certified"] * 2
    page = brought_late(batch, good)
    assert page.status == 409
    assert events(batch)[-1][0] == "take"


def brought_late(batch, data):
    b = person("operator")
    return b.post(f"/issue/orders/{batch}/answer", {"csrf": token(b)},
                  files={"file": ("a.json", data, "application/json")})


# --- the seal -----------------------------------------------------------------------

def who(login):
    if login not in workers:
        workers[login] = uses.Worker(login)
    return workers[login]


def use(seal, until):
    made = uses.use_begin(who("requester"), seal)
    uses.walk(who, uses.USES, uses.use_state, made, until)
    return made


def judged(path, code, word):
    done = subprocess.run([build / "bin/jianyin", "verify", path, "--json"],
                          capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    assert (done.returncode, found["verdict"]) == (code, word), (
        done.returncode, done.stdout[:1500])


def r116_the_seal_is_made_and_used(ca):
    """R-115, R-121: made with the third party's certificate, from here on as
    every other; its stamp is genuine."""
    case = known["cases"][0]
    names = [s[0] for s in steps.STEPS]
    for name, take, then in steps.STEPS[names.index("code"):]:
        take(case)
        assert state(case) == then, (name, state(case))
    seal, code = steps.seal_of(case)
    kept, = sql("office", "SELECT cert FROM seal_version WHERE seal = ?",
                seal)[0]
    (ca.dir / "made.der").write_bytes(kept)
    ca.run("x509", "-inform", "DER", "-in", "made.der", "-out", "made.pem")
    ca.run("verify", "-partial_chain", "-vfyopt", ID, "-CAfile", "ca.pem",
           "made.pem")
    assert steps.query(code)["state"] == "active"
    steps.leave()
    made = use(seal, "stamped")
    page = who("requester").get(f"/stamp/{made}/stamped")
    assert page.status == 200 and page.body.startswith(b"%PDF-")
    path = os.path.join(office.var, "third.pdf")
    pathlib.Path(path).write_bytes(page.body)
    judged(path, 0, "genuine")
    b = Browser()
    b.get("/verify")
    shown = b.submit("/verify/file", files={
        "file": ("a.pdf", page.body, "application/pdf")})
    assert "真实有效" in shown.plain, shown.plain[:600]
    known["seal"], known["path"] = seal, path


def r127_revoked_by_its_ca(ca):
    """R-127: its CA revokes it: nothing more is stamped with it."""
    time.sleep(1.1)         # a list says whole seconds
    ca.run("ca", "-config", "openssl.cnf", "-keyfile", "ca.key", "-cert",
           "ca.pem", "-revoke", "made.pem")
    # at the moment the office's clock has, which the tests have moved on
    index = ca.dir / "index.txt"
    moment = time.strftime("%y%m%d%H%M%SZ", time.gmtime(
        time.time() + now[0] * 86400))
    index.write_text(re.sub(r"(?m)^(R\t\w+\t)\w+", r"\g<1>" + moment,
                            index.read_text(encoding="ascii")),
                     encoding="ascii")
    for worker in workers.values():
        worker.leave()
    workers.clear()
    office.stop()
    ca.list_in(office.data)
    office.start()
    made = use(known["seal"], "approved")
    requester = who("requester")
    requester.get(f"/stamp/{made}")
    page = requester.press("/stamp")
    assert uses.use_state(made) == "approved", page.plain[:300]
    judged(known["path"], 2, "lapsed")


def main():
    with office, tempfile.TemporaryDirectory() as where:
        ca, stranger = Ca(where, "ca"), Ca(where, "stranger")
        office.stop()
        ca.list_in(office.data)
        office.start()
        for what, test, args in (
                ("R-116 an agent is configured",
                 r116_the_agent_is_configured, ()),
                ("P-47 R-115 the approval decides who certifies",
                 p47_the_approval_decides, ()),
                ("R-115 R-116 the case waits for the third party",
                 r116_it_waits_for_the_agent, ()),
                ("R-116 R-009 a batch is collected and signed",
                 r116_a_batch_is_collected, ()),
                ("R-116 T8 the agent is down, and wrong",
                 r116_down_and_wrong, ()),
                ("R-116 what travels", r116_what_travels, ()),
                ("R-116 T8 the agent has it", r116_received, ()),
                ("R-116 R-126 T8 answered in part, the same twice",
                 r116_answered_in_part, (ca,)),
                ("R-117 R-121 T8 a CA not listed; then issued",
                 r117_r121_unfit_and_right, (ca, stranger)),
                ("R-116 T8 a second batch, by files, and late",
                 r116_a_second_batch_by_file, (ca,)),
                ("R-115 R-116 R-121 the seal is made, stamps, is genuine",
                 r116_the_seal_is_made_and_used, (ca,)),
                ("R-127 R-117 revoked by its CA", r127_revoked_by_its_ca,
                 (ca,))):
            tap.test(what, test, *args)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


main()
