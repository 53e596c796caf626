#!/usr/bin/env python3
"""A disk that is full: every action is refused and says so, nothing is half
written, reading goes on, and once there is room again everything does,
without a restart.  The office of its own lies on a small tmpfs, mounted by
root or in a user namespace; where neither is allowed the test is skipped.
Usage: full_flow.py BUILD.  Rules: R-212 R-219 R-225."""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from office import Office, ROOT  # noqa: E402

SIZE = 64  # MiB; an office takes 8, the rest is filled
MOUNT = f"mount -t tmpfs -o size={SIZE}m,mode=755 jianyin-full"


def on_small_disk():
    """Run this again with FULL_VAR on a tmpfs: root mounts it; another user
    is root in a namespace for that one command, and itself again after."""
    var = tempfile.mkdtemp(prefix="jianyin-full-", dir="/tmp")
    again = [sys.executable, *sys.argv]
    if os.geteuid() == 0:
        ready = subprocess.run([*MOUNT.split(), var], check=False)
        inside = []
    else:
        inside = ["unshare", "--user", "--map-root-user", "--mount", "sh",
                  "-c", f'{MOUNT} "$0" && exec "$@"', var, "unshare",
                  "--user", f"--map-user={os.getuid()}",
                  f"--map-group={os.getgid()}"]
        ready = subprocess.run([*inside, "true"], check=False)
    result = 0
    if ready.returncode != 0:
        print("ok 1 - R-219 R-225 a full disk # SKIP no way to mount one",
              flush=True)
    else:
        result = subprocess.run([*inside, *again], check=False,
                                env=dict(os.environ, FULL_VAR=var)
                                ).returncode
    for _ in range(20 if os.geteuid() == 0 and not ready.returncode else 0):
        if subprocess.run(["umount", var], capture_output=True,
                          check=False).returncode == 0:
            break
        time.sleep(0.25)
    os.rmdir(var)
    raise SystemExit(result)


if "FULL_VAR" not in os.environ:
    on_small_disk()
build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                     ROOT / "build/opt").resolve()
office = Office(build / "bin")
os.rmdir(office.var)
office.var = os.environ["FULL_VAR"]
office.log = office.var + ".log"
os.environ.update(JIANYIN_TEST_URL=office.url, JIANYIN_VAR=office.data,
                  JIANYIN_CONF=os.path.join(office.data, "jianyin.conf"))
import attack_kit as kit  # noqa: E402
import client  # noqa: E402
import crash_kit as walk  # noqa: E402
from client import Tap, pdf  # noqa: E402

tap = Tap()
people = {}
filler = os.path.join(office.var, "filler")
# What a refusal for want of room must say, and never says.
SAID = "没有保存"
ROOM = "存储空间"


def who(login):
    if login not in people:
        people[login] = walk.Worker(login)
    return people[login]


def fill():
    """To the last byte; what was freed meanwhile is taken as well."""
    with open(filler, "ab", buffering=0) as f:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    f.write(b"\0" * size)
            except OSError:
                pass


def send(login, path, action, fields=None, files=None):
    """Open the form, fill the disk, send it; the answer as it is."""
    w = who(login)
    try:
        w.get(path)
        form = w.b.page.form(action)
    except walk.Away as error:
        raise AssertionError(f"not even read: {error}") from None
    fill()
    page = w.b.post(form["action"], client.filled(form, fields), files,
                    follow=False)
    if "请输入口令" in page.plain and page.has_form(action):
        page = w.b.submit(action, {"pin": client.PIN}, follow=False)
    return page


def refused(page):
    """With a sentence in Chinese on a page of ours, not with a stack."""
    assert page.status in (500, 503, 507), (page.status, page.plain[:300])
    assert SAID in page.plain and ROOM in page.plain, page.plain[:400]
    for bad in ("sqlite", "SQLITE", "errno", "/tmp/", "nginx/"):
        assert bad not in page.text, (bad, page.plain[:300])
    return True


def counts():
    return {t: kit.rows(f"SELECT COUNT(*) FROM {t}")[0][0] for t in (
        "request", "request_event", "application", "material", "statement",
        "use_request", "use_event", "stamp", "audit", "seal")}


def until_refused(act, most=400):
    """Free pages of the write-ahead log may take a few writes more; each is
    whole, with its entry."""
    for n in range(most):
        page = act(n)
        if page.status >= 400:
            return page, n
        assert page.status in (200, 303), page.status
    raise AssertionError(f"{most} writes on a full disk")


def begin():
    case = walk.begin(who("applicant"))
    walk.walk(who, walk.STEPS, walk.state_of, case, "submitted")
    typed = walk.begin(who("applicant"))
    seal = kit.rows("SELECT id FROM seal WHERE state = 'active'")[0][0]
    use = walk.use_begin(who("requester"), seal)
    walk.walk(who, walk.USES, walk.use_state, use, "approved")
    for login in ("checker", "applicant", "requester", "auditor"):
        who(login).get("/")
    pids = kit.processes(office.data, build / "bin")
    return {"case": case, "draft": typed, "use": use, "seal": seal,
            "pids": pids}


def saving(had):
    """A draft: what is answered as saved is saved, then it is refused."""
    case = had["draft"]
    values = dict(walk.ANSWERS, seal_name=walk.named(case))
    kept = []

    def act(n):
        values["org_address"] = f"演示区四号路 {n:05d} 号"
        page = send("applicant", f"/apply/{case}/answers", "/answers",
                    values)
        if page.status < 400:
            kept.append(values["org_address"])
        return page
    page, n = until_refused(act)
    refused(page)
    now = kit.rows("SELECT org_address FROM application WHERE request = ? "
                   "ORDER BY version DESC", case)[0][0]
    assert now == (kept[-1] if kept else ""), (now, kept[-1:])
    print(f"# {n} saved in the room the log had, then: "
          f"{page.status}", flush=True)


def deciding(had):
    before, case = counts(), had["case"]
    fields = dict({f"v_{i}": "ok" for i in walk.ITEMS}, act="verify")
    page = send("checker", f"/approve/{case}", "/decide", fields)
    refused(page)
    assert walk.state_of(case) == "submitted"
    assert counts() == before, "something of a refused step is there"


def uploading(had):
    before = counts()
    for size in (20_000, 3_000_000):
        page = send("applicant", f"/apply/{had['draft']}/materials",
                    "/materials/agent", {}, {
                        "file": ("a.pdf", pdf() + b"%" * size,
                                 "application/pdf")})
        refused(page)
    assert counts() == before
    walk.contents_there()


def stamping(had):
    before = counts()
    page = send("requester", f"/stamp/{had['use']}", "/stamp")
    refused(page)
    assert walk.use_state(had["use"]) == "approved"
    after = counts()
    assert after == before, (before, after)


def beginning():
    before = counts()
    b = kit.From("127.0.0.1")
    b.get("/account/signin")
    fill()
    page = b.submit("/account/signin", {"login": "auditor",
                                        "pin": client.PIN}, follow=False)
    refused(page)
    assert not b.cookies.get("__Host-jy"), "a session nobody can find again"
    page = send("applicant", "/apply", "/apply/new")
    refused(page)
    assert counts() == before


def reading(had):
    """Who only looks is served: the public, and who is signed in."""
    fill()
    b = kit.From("127.0.0.1")
    code = kit.rows("SELECT code FROM seal WHERE id = ?", had["seal"])[0][0]
    for path in ("/", "/verify", f"/status/query?code={code}", "/progress",
                 "/status", "/static/style.css"):
        page = b.get(path)
        assert page.status == 200, (path, page.status, page.plain[:200])
    for login, path in (("applicant", f"/apply/{had['case']}"),
                        ("requester", f"/stamp/{had['use']}")):
        page = who(login).get(path)
        assert page.status == 200, (path, page.status, page.plain[:200])


def going_on(had):
    os.unlink(filler)
    w = who("applicant")
    case = had["draft"]
    w.get(f"/apply/{case}/answers")
    page = w.press("/answers", dict(
        walk.ANSWERS, seal_name=walk.named(case),
        org_address="演示区四号路 99999 号"))
    assert page.status == 200, (page.status, page.plain[:300])
    walk.walk(who, walk.STEPS, walk.state_of, case, "submitted")
    walk.walk(who, walk.STEPS, walk.state_of, had["case"], "completed")
    walk.walk(who, walk.USES, walk.use_state, had["use"], "stamped")
    now = kit.processes(office.data, build / "bin")
    gone = {p: n for p, n in had["pids"].items()
            if p not in now and n != "reader"}
    assert not gone, f"ended on the way: {gone}"


def audit_whole():
    walk.audit_whole(build / "bin", os.environ["JIANYIN_CONF"])


def main():
    try:
        office.start()
        had = tap.test("R-219 an office on a small disk", begin)
        if had:
            tap.test("R-219 full: a draft is saved whole or refused",
                     saving, had)
            tap.test("R-219 full: a decision is refused, no step without "
                     "its entry", deciding, had)
            tap.test("R-219 full: an upload is refused, nothing half "
                     "written", uploading, had)
            tap.test("R-219 full: a stamp is refused, the approval stays",
                     stamping, had)
            tap.test("R-219 full: nobody signs in, nothing begins",
                     beginning)
            tap.test("R-219 full: reading goes on", reading, had)
            tap.test("R-219 the trail is whole while the disk is full",
                     audit_whole)
            tap.test("R-225 with room again all goes on, nobody restarted",
                     going_on, had)
        for name, check in walk.CHECKS:
            tap.test(name, check)
        tap.test("R-212 the trail is whole", audit_whole)
        tap.test("no program ended by itself: no sanitizer spoke",
                 kit.logs_clean, office.data)
    finally:
        office.stop()
        if tap.failed == 0:
            os.unlink(office.log)
    tap.end()


main()
