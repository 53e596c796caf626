#!/usr/bin/env python3
"""Bad peers of keyd: malformed, oversized, slow, half-closed and idle ones.

Usage: peers.py RUN/keyd     (a running keyd; standard library only)

After each kind of abuse an honest question must be answered at once; the
last line is "peers: all answered".  Exits 1 where it was not.
"""
import os
import random
import socket
import struct
import sys
import time

FOLDER = sys.argv[1]
SEED = int(os.environ.get("SEED", "20261120"))
OP_INFO, OP_SAY_OWN, OP_UNLOCK, OP_SEAL_SIGN, OP_LAST = 1, 12, 7, 25, 32
LIMIT = 2 * 1024 * 1024
OK, INVALID, ABSENT, DENIED, CONFLICT, BROKEN = range(6)


def connect(program="console"):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    s.connect(os.path.join(FOLDER, program + ".sock"))
    s.settimeout(15)
    return s


def field(number, value):
    return struct.pack(">HI", number, len(value)) + value


def message(op, body=b""):
    return struct.pack(">IH", 6 + len(body), op) + body


def read_exact(s, n):
    got = b""
    while len(got) < n:
        piece = s.recv(n - len(got))
        if not piece:
            return None
        got += piece
    return got


def answer(s):
    """The status of the next answer, None where the peer closed."""
    try:
        head = read_exact(s, 6)
        if head is None:
            return None
        length, status = struct.unpack(">IH", head)
        return status if read_exact(s, length - 6) is not None else None
    except ConnectionResetError:
        return None


def ask(raw, program="console"):
    with connect(program) as s:
        s.sendall(raw)
        return answer(s)


def honest(what, most=2.0):
    """An ordinary question is answered, and soon."""
    start = time.monotonic()
    got = ask(message(OP_INFO))
    took = time.monotonic() - start
    if got != OK or took > most:
        print(f"after {what}: status {got} in {took:.2f} s")
        sys.exit(1)
    print(f"{what}: ok, {took * 1000:.1f} ms")


def expect(what, got, *allowed):
    if got not in allowed:
        print(f"{what}: status {got}, not one of {allowed}")
        sys.exit(1)


def malformed():
    expect("unknown op", ask(message(999)), INVALID)
    expect("op 0", ask(message(0)), INVALID)
    expect("cut field", ask(message(OP_INFO, b"\0\1\0\0\0\xffabc")), INVALID)
    expect("half a head", ask(message(OP_INFO, b"\0\1\0")), INVALID)
    expect("length 0", ask(struct.pack(">IH", 0, OP_INFO)), None)
    expect("length 5", ask(struct.pack(">IH", 5, OP_INFO)), None)
    expect("huge length", ask(struct.pack(">IH", 0xffffffff, OP_INFO)), None)
    expect("no fields", ask(message(OP_SEAL_SIGN)), INVALID)
    for op in range(2, OP_LAST + 1):
        got = ask(message(op, field(2, b"\xff\xfe") + field(4, b"x" * 31) +
                  field(5, b"\0") * 20))
        expect(f"nonsense for op {op}", got, OK, INVALID, ABSENT, DENIED)


def oversized():
    expect("past the limit", ask(struct.pack(">IH", LIMIT + 1, OP_INFO)),
           None)
    body = field(3, b"x" * (LIMIT - 64))
    expect("just below", ask(message(OP_SEAL_SIGN, body)), INVALID, DENIED)
    expect("many fields", ask(message(OP_INFO, field(3, b"") * 200000)), OK)
    expect("many tickets", ask(message(OP_SEAL_SIGN,
           field(3, b"0") * 1000)), INVALID, DENIED)


def fuzzed(rounds=2000):
    rnd = random.Random(SEED)
    print(f"seed {SEED}")
    for _ in range(rounds):
        op = rnd.randrange(0, OP_LAST + 4)
        body = b""
        for _ in range(rnd.randrange(0, 12)):
            n = rnd.choice((0, 1, 7, 8, 16, 32, 33, 64, 65, 300))
            value = bytes(rnd.randrange(256) for _ in range(n))
            if rnd.random() < 0.5:
                value = bytes(rnd.choice(b"abcA019.-") for _ in range(n))
            body += field(rnd.randrange(0, 80), value)
        raw = bytearray(message(op, body))
        if rnd.random() < 0.3 and len(raw) > 6:
            raw[rnd.randrange(6, len(raw))] ^= 1 << rnd.randrange(8)
        got = ask(bytes(raw), rnd.choice(("console", "stamp", "account")))
        expect("fuzzed", got, OK, INVALID, ABSENT, DENIED, CONFLICT, BROKEN)


def half_closed():
    with connect() as s:
        s.sendall(message(OP_INFO))
        s.shutdown(socket.SHUT_WR)
        expect("half-closed after asking", answer(s), OK)
    with connect() as s:
        s.sendall(message(OP_INFO)[:4])
        s.shutdown(socket.SHUT_WR)
        expect("half-closed while asking", answer(s), None)
    for _ in range(200):        # gone before the answer
        s = connect()
        s.sendall(message(OP_INFO))
        s.close()


def slow_writers():
    """64 peers that send a byte now and then; all are dropped in time."""
    slow = [connect("stamp") for _ in range(40)]
    raw = message(OP_INFO)
    start = time.monotonic()
    sent, dropped = 0, 0
    while time.monotonic() - start < 9 and dropped < len(slow):
        dropped = 0
        for s in slow:
            try:
                if sent < len(raw) - 1:
                    s.send(raw[sent:sent + 1])
                s.setblocking(False)
                try:
                    if s.recv(1) == b"":
                        dropped += 1
                except BlockingIOError:
                    pass
                s.setblocking(True)
            except OSError:
                dropped += 1
        if sent == 2:
            honest("40 slow peers")
        sent += 1
        time.sleep(0.5)
    for s in slow:
        s.close()
    expect("slow peers dropped", dropped, 40)


def slow_reader():
    """A peer that asks without end and never reads an answer."""
    with connect() as s:
        s.setblocking(False)
        raw = message(OP_INFO)
        for _ in range(20000):
            try:
                s.send(raw)
            except OSError:
                break
        honest("a peer that does not read")


def idle():
    """More idle peers than there are places: honest ones get in."""
    crowd = []
    for program in ("account", "apply", "stamp", "verify", "status", "jobs"):
        for _ in range(100):
            try:
                crowd.append(connect(program))
            except OSError:
                break
    honest("600 idle peers", 4.0)
    got = ask(message(OP_INFO), "stamp")
    expect("among its own crowd", got, OK)
    for s in crowd:
        s.close()


def pins_hold_nobody_up():
    """Many PIN derivations at once; a signature's road stays free."""
    guess = message(OP_UNLOCK,
                    field(5, os.environ.get("PERSON", "nobody").encode()) +
                    field(13, b"wrong0000") + field(4, b"h" * 32) +
                    field(15, b"t"))
    peers = [connect("account") for _ in range(30)]
    for s in peers:
        s.sendall(guess)
    honest("30 PINs at once")
    for s in peers:
        expect("a guess", answer(s), DENIED, ABSENT)
        s.close()


def main():
    honest("start")
    for abuse in (malformed, oversized, fuzzed, half_closed, slow_reader,
                  idle, pins_hold_nobody_up, slow_writers):
        abuse()
        honest(abuse.__name__)
    print("peers: all answered")


main()
