#!/usr/bin/env python3
"""Any program is killed at any moment while people work: afterwards each
request is before or after its step, nothing is made twice, nothing that was
answered is lost.  And two people at once: one wins, the other is told.
Usage: crash_flow.py BUILD; it starts an office of its own.  CRASH_SECONDS
says how long programs are killed (30), CRASH_SEED repeats the choice.
Rules: R-027 R-077 R-158 R-212 R-219 R-225."""
import os
import pathlib
import random
import re
import signal
import threading
import time

from office import ROOT
from own import build, office
import attack_kit as kit
import crash_kit as walk
from client import Tap, pdf

tap = Tap()
SECONDS = float(os.environ.get("CRASH_SECONDS", "30"))
SEED = int(os.environ.get("CRASH_SEED", random.randrange(10**6)))
BUSY = {"keyd", "apply", "approve", "issue", "stamp", "nginx", "reader",
        "jobs"}
over = threading.Event()


# --- the killer -------------------------------------------------------------

def victims():
    """pid -> name of whatever serves, nginx's workers too."""
    found = kit.processes(office.data, build / "bin")
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes()
            parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            if line.startswith(b"nginx: worker") and os.readlink(
                    f"/proc/{parent[1]}/cwd") == office.data:
                found[int(entry.name)] = "nginx"
        except OSError:
            continue
    return found


class Killer(threading.Thread):
    """Every program in turn, in an order of chance; those a step goes
    through three times as often."""

    def __init__(self, seed):
        super().__init__()
        self.chance, self.killed = random.Random(seed), {}

    def deck(self):
        names = sorted(set(victims().values()))
        names += [n for n in names if n in BUSY] * 2
        self.chance.shuffle(names)
        return names

    def kill(self, name):
        pids = sorted(p for p, n in victims().items() if n == name)
        if not pids:
            return
        try:
            os.kill(self.chance.choice(pids), signal.SIGKILL)
            self.killed[name] = self.killed.get(name, 0) + 1
        except ProcessLookupError:
            pass

    def run(self):
        while not over.is_set():
            for name in self.deck():
                self.kill(name)
                if over.wait(0.1 + self.chance.random() * 0.4):
                    return


# --- who works meanwhile ----------------------------------------------------

class Client(threading.Thread):
    """People of its own windows, who go on until it is over."""

    def __init__(self, work):
        super().__init__()
        self.work, self.people, self.error = work, {}, None
        self.subjects = []

    def who(self, login):
        if login not in self.people:
            self.people[login] = walk.Worker(login)
        return self.people[login]

    def run(self):
        try:
            while not over.is_set():
                try:
                    self.work(self)
                except walk.Away:
                    time.sleep(0.2)
        except Exception as error:  # told by the test that joins
            self.error = error


def apply_and_make(c):
    case = walk.begin(c.who("applicant"))
    if case:
        c.subjects.append(("case", case))
        walk.walk(c.who, walk.STEPS, walk.state_of, case, "completed",
                  over.is_set, 4000)


def ask_and_stamp(c):
    seal = kit.rows("SELECT id FROM seal WHERE state = 'active' ORDER BY "
                    "created LIMIT 1")[0][0]
    use = walk.use_begin(c.who("requester"), seal)
    if use:
        c.subjects.append(("use", use))
        walk.walk(c.who, walk.USES, walk.use_state, use, "stamped",
                  over.is_set, 4000)


typed = {"case": None, "tried": 0, "saved": 0, "file": 0, "kept": None}


def address(n):
    return f"演示区四号路 {n:06d} 号"


def paper(n):
    return pdf().replace(b"Page 1", b"%06d" % n)


def type_and_upload(c):
    """What was answered as saved is there, whatever is killed next."""
    w = c.who("applicant")
    if typed["case"] is None:
        typed["case"] = walk.begin(w)
        return
    case = typed["case"]
    page = w.get(f"/apply/{case}/answers")
    shown = page.form("/answers")["fields"]["org_address"]
    found = re.search(r"\d{6}", shown)
    n = int(found.group(0)) if found else 0
    assert typed["saved"] <= n <= typed["tried"], (shown, typed)
    typed["tried"] += 1
    page = w.press("/answers", dict(
        walk.ANSWERS, seal_name=walk.named(case),
        org_address=address(typed["tried"])))
    assert page.status == 200, (page.status, page.plain[:300])
    typed["saved"] = typed["tried"]
    typed["file"] += 1
    w.get(f"/apply/{case}/materials")
    typed["kept"] = None  # until this is answered, old or new
    page = w.press("/materials/agent", files={
        "file": ("a.pdf", paper(typed["file"]), "application/pdf")})
    assert page.status == 200, (page.status, page.plain[:300])
    typed["kept"] = typed["file"]


def killing():
    print(f"# CRASH_SEED={SEED} CRASH_SECONDS={SECONDS:g}", flush=True)
    killer = Killer(SEED)
    clients = [Client(apply_and_make), Client(apply_and_make),
               Client(ask_and_stamp), Client(type_and_upload)]
    for c in clients:
        c.start()
    time.sleep(1)
    killer.start()
    time.sleep(SECONDS)
    over.set()
    for c in [killer, *clients]:
        c.join(120)
        assert not c.is_alive(), "a client hangs"
    print(f"# killed {killer.killed}; "
          f"{sum(len(c.subjects) for c in clients)} subjects, away "
          f"{sum(w.trouble for c in clients for w in c.people.values())} "
          "times", flush=True)
    for c in clients:
        if c.error is not None:
            raise c.error
    assert BUSY <= set(killer.killed), killer.killed
    return clients


def going_on(clients):
    """Afterwards everybody can go on and each subject reaches its end."""
    counts = {"case": 0, "use": 0}
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            for path in ("/apply", "/issue", "/stamp", "/approve"):
                walk.Worker("keeper")._try(kit.From("127.0.0.1").get, path)
            break
        except walk.Away:
            time.sleep(0.5)
    for c in clients:
        for kind, subject in c.subjects:
            counts[kind] += 1
            if kind == "case":
                walk.walk(c.who, walk.STEPS, walk.state_of, subject,
                          "completed")
            else:
                walk.walk(c.who, walk.USES, walk.use_state, subject,
                          "stamped")
    print(f"# {counts['case']} seals made, {counts['use']} documents "
          "stamped", flush=True)
    assert counts["case"] > 1 and counts["use"] > 1, counts


def typing_kept(clients):
    assert typed["saved"] > 0, typed
    case = typed["case"]
    w = clients[3].who("applicant")
    page = w.get(f"/apply/{case}/answers")
    shown = page.form("/answers")["fields"]["org_address"]
    assert shown in [address(n) for n in range(typed["saved"],
                                               typed["tried"] + 1)], shown
    material = kit.rows("SELECT id FROM material WHERE request = ? AND "
                        "item = 'agent' AND live = 1", case)
    assert len(material) == 1, material
    page = w.get(f"/apply/{case}/material/{material[0][0]}")
    assert page.status == 200 and page.body in [
        paper(n) for n in range(max(1, typed["kept"] or
                                    typed["file"] - 1),
                                typed["file"] + 1)]


def all_serve():
    """Every program has its processes again."""
    want = {}
    for line in (ROOT / "nginx/programs").read_text().splitlines():
        part = line.split()
        if part and not line.startswith("#") and \
                (build / "bin" / part[0]).exists() and part[0] != "reader":
            want[part[0]] = int(part[2])
    end = time.monotonic() + 30
    while time.monotonic() < end:
        have = {}
        for name in kit.processes(office.data, build / "bin").values():
            have[name] = have.get(name, 0) + 1
        short = {n: (have.get(n, 0), k) for n, k in want.items()
                 if have.get(n, 0) < k}
        if not short:
            return
        time.sleep(0.5)
    raise AssertionError(f"(processes, wanted): {short}")


# --- two at once ------------------------------------------------------------

def at_once(calls):
    """All at the same moment; their pages in order."""
    gate, pages = threading.Barrier(len(calls)), [None] * len(calls)

    def one(i, call):
        gate.wait()
        pages[i] = call()
    threads = [threading.Thread(target=one, args=(i, call))
               for i, call in enumerate(calls)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return pages


def until(c, state):
    case = walk.begin(c.who("applicant"))
    walk.walk(c.who, walk.STEPS, walk.state_of, case, state)
    return case


def prepared(w, path, action, fields):
    """The form opened now, to be sent later without following."""
    form = w.get(path).form(action)
    values = dict(form["fields"], **fields)
    return lambda: w.b.post(form["action"], values, follow=False)


def was_told(page):
    """The form again with what was typed, or the page that says why."""
    return page.status in (400, 409) and re.search(
        "刚刚被他人办理|其他人刚刚处理|已经|已盖章|已不在", page.plain)


def stale_page(c):
    """Two windows on one case: the second decides on what is no more."""
    case = until(c, "entered")
    second = walk.Worker("approver")
    path = f"/approve/{case}"
    first = prepared(c.who("approver"), path, "/decide", {"act": "approve"})
    late = prepared(second, path, "/decide", {"act": "approve"})
    assert first().status == 303
    page = late()
    assert was_told(page), (page.status, page.plain[:300])
    assert walk.state_of(case) == "approved"
    second.leave()


def withdrawn_or_verified(c):
    """The applicant takes back what the desk verifies at that moment."""
    won = []
    for _ in range(6):
        case = until(c, "submitted")
        page = c.who("checker").get(f"/approve/{case}")
        names = set(re.findall(r'name="(v_\w+)"', page.text))
        pages = at_once([
            prepared(c.who("checker"), f"/approve/{case}", "/decide",
                     dict({n: "ok" for n in names}, act="verify")),
            prepared(c.who("applicant"), f"/apply/{case}", "/withdraw",
                     {"sure": "1"})])
        state = walk.state_of(case)
        done = [p.status == 303 for p in pages]
        assert sum(done) == 1, [(p.status, p.plain[:200]) for p in pages]
        assert state == ("verified" if done[0] else "withdrawn"), state
        loser = pages[done.index(False)]
        assert was_told(loser), (loser.status, loser.plain[:300])
        won.append(state)
    print(f"# won: {won}", flush=True)


def pressed_often(c):
    """R-077: the button that makes the seal, four times at once."""
    case = until(c, "coded")
    w = c.who("maker")
    send = prepared(w, f"/issue/{case}", "/step", {"act": "generate"})
    pages = at_once([send] * 4)
    told = [p.status for p in pages]
    assert told.count(303) >= 1 and set(told) <= {303, 409}, \
        [(p.status, p.plain[:200]) for p in pages]
    assert all(was_told(p) for p in pages if p.status == 409)
    assert walk.state_of(case) == "made"
    walk.one_of_each()


def stamped_often(c):
    """R-158: one approval, one stamp, however often it is pressed."""
    seal = kit.rows("SELECT id FROM seal WHERE state = 'active' ORDER BY "
                    "created LIMIT 1")[0][0]
    use = walk.use_begin(c.who("requester"), seal)
    walk.walk(c.who, walk.USES, walk.use_state, use, "approved")
    send = prepared(c.who("requester"), f"/stamp/{use}", "/stamp", {})
    pages = at_once([send] * 4)
    told = [p.status for p in pages]
    assert told.count(303) >= 1 and set(told) <= {303, 409}, \
        [(p.status, p.plain[:200]) for p in pages]
    assert walk.use_state(use) == "stamped"
    walk.stamps_agree()


def audit_whole():
    walk.audit_whole(build / "bin", os.environ["JIANYIN_CONF"])


def main():
    with office:
        c = Client(None)
        tap.test("two windows, an old page: the second is told", stale_page,
                 c)
        tap.test("withdrawn or verified at once: one wins, the other is "
                 "told", withdrawn_or_verified, c)
        tap.test("R-077 made once, pressed four times at once",
                 pressed_often, c)
        tap.test("R-158 stamped once, pressed four times at once",
                 stamped_often, c)
        clients = tap.test("R-225 any program is killed while four clients "
                           "work", killing)
        if clients:
            tap.test("R-225 every program serves again", all_serve)
            tap.test("R-225 every case and every use goes on to its end",
                     going_on, clients)
            tap.test("R-225 what was typed and uploaded is kept",
                     typing_kept, clients)
            tap.test("R-225 nothing that was begun is left open",
                     walk.intents_settled)
        for name, check in walk.CHECKS:
            tap.test(name, check)
        tap.test("R-212 the trail is whole", audit_whole)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    tap.end()


main()
