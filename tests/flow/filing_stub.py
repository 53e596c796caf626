"""The other side, for flow tests: a filing system that answers rightly,
slowly, wrongly or not at all, under TLS or plain; a gateway of short messages
and a mail server that keep what they get.  All on loopback, keys thrown away."""
import base64
import hashlib
import http.server
import json
import os
import pathlib
import re
import socket
import socketserver
import ssl
import struct
import subprocess
import tempfile
import threading
import time

SM2_ID = ("-pkeyopt", "distid:1234567812345678")


def run(*command, data=None):
    return subprocess.run(command, input=data, capture_output=True,
                          check=True).stdout


class Folder:
    """Throw-away keys: a TLS certificate for 127.0.0.1, SM2 keys."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="jianyin-stub-")
        os.chmod(self.dir, 0o755)
        self.cert, self.key = self.at("tls.pem"), self.at("tls.key")
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
            "-subj", "/CN=stub", "-addext",
            "subjectAltName=IP:127.0.0.1", "-keyout", self.key, "-out",
            self.cert)
        os.chmod(self.cert, 0o644)

    def at(self, name):
        return os.path.join(self.dir, name)

    def sm2(self, name):
        path = self.at(name + ".sm2")
        if not os.path.exists(path):
            run("openssl", "ecparam", "-name", "SM2", "-genkey", "-noout",
                "-out", path)
        return path

    def public(self, name):
        return run("openssl", "pkey", "-in", self.sm2(name), "-pubout",
                   "-outform", "DER")[-65:].hex()

    def sign(self, name, data):
        where = self.at(f"{threading.get_ident()}.data")
        pathlib.Path(where).write_bytes(data)
        return run("openssl", "pkeyutl", "-sign", "-inkey", self.sm2(name),
                   "-rawin", "-digest", "sm3", *SM2_ID, "-in", where)

    def server_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        return context


def sm3(data):
    return hashlib.new("sm3", data).hexdigest()


def der_parts(der):
    """The elements inside a SEQUENCE, whole."""
    def head(at):
        n, first = der[at + 1], 2
        if n & 0x80:
            first, n = 2 + (n & 0x7f), int.from_bytes(
                der[at + 2:at + 2 + (n & 0x7f)], "big")
        return first, n
    first, n = head(0)
    at, end, out = first, first + n, []
    while at < end:
        first, n = head(at)
        out.append(der[at:at + first + n])
        at += first + n
    return out


class Threaded(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


class Target:
    """A filing system; "mode" says how it behaves, "got" what it was sent:
    (filing, revision, message, envelope)."""

    def __init__(self, folder, name, clock, tls=True):
        self.folder, self.name, self.clock, self.tls = folder, name, clock, tls
        self.mode, self.delay, self.got = "ok", 0, []
        self.numbers, self.gate, self.server = {}, threading.Event(), None
        self.lock = threading.Lock()
        self.port = 0
        self.up()

    def up(self):
        handler = type("Handler", (Handler,), {"target": self})
        self.server = Threaded(("127.0.0.1", self.port), handler)
        self.port = self.server.server_address[1]
        if self.tls:
            self.server.socket = self.folder.server_tls().wrap_socket(
                self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def down(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}/file"

    def now(self):
        try:
            shift = struct.unpack(">q", pathlib.Path(
                self.clock).read_bytes())[0]
        except (OSError, struct.error):
            shift = 0
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(
            time.time() + shift / 1000))

    def receipt(self, message, raw, **more):
        with self.lock:
            number = self.numbers.setdefault(
                message["filing"], f"{self.name.upper()}-{len(self.numbers)}")
        out = {"type": "receipt", "target": message["target"],
               "filing": message["filing"], "revision": message["revision"],
               "digest": sm3(raw), "at": self.now(), "result": "filed",
               "number": number}
        out.update(more)
        return {k: v for k, v in out.items() if v is not None}

    def envelope(self, receipt, key=None):
        payload = json.dumps(receipt, ensure_ascii=False).encode()
        return json.dumps({
            "payload": base64.b64encode(payload).decode(),
            "signature": base64.b64encode(self.folder.sign(
                key or self.name, payload)).decode()}).encode()

    def answer(self, body):
        """(status, headers, body) in the present mode."""
        outer = json.loads(body)
        raw = base64.b64decode(outer["payload"], validate=True)
        message = json.loads(raw)
        with self.lock:
            self.got.append((message["filing"], message["revision"], message,
                             outer))
        if self.delay:
            time.sleep(self.delay)
        if self.mode == "hang":
            self.gate.wait(60)
        good = self.receipt(message, raw)
        return {
            "ok": lambda: (200, {}, self.envelope(good)),
            "hang": lambda: (200, {}, self.envelope(good)),
            "refuse": lambda: (200, {}, self.envelope(dict(
                good, result="refused", number=None,
                reason="统一社会信用代码查无此单位"))),
            "garbage": lambda: (200, {}, b"<html>welcome</html>"),
            "empty": lambda: (200, {}, b""),
            "deep": lambda: (200, {}, b"[" * 4000 + b"]" * 4000),
            "long": lambda: (200, {}, b'{"payload":"' + b"A" * 40000 + b'"}'),
            "stranger": lambda: (200, {}, self.envelope(good, "stranger")),
            "other": lambda: (200, {}, self.envelope(dict(
                good, filing="0" * 26))),
            "old": lambda: (200, {}, self.envelope(dict(
                good, revision=message["revision"] - 1))),
            "digest": lambda: (200, {}, self.envelope(dict(
                good, digest=sm3(b"another")))),
            "bare": lambda: (200, {}, self.envelope(dict(
                good, number=""))),
            "unsigned": lambda: (200, {}, json.dumps(good).encode()),
            "busy": lambda: (503, {}, b"later"),
            "moved": lambda: (302, {"Location": self.url}, b""),
        }[self.mode]()


class Handler(http.server.BaseHTTPRequestHandler):
    target = None

    def log_message(self, *_):
        pass

    def reply(self, status, headers, body):
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass                        # whoever asked was killed

    def do_GET(self):
        self.reply(200, {}, b"filing system\n")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(*self.target.answer(body))


class Gateway:
    """A gateway of short messages: "got" holds (token, message)."""

    def __init__(self):
        self.got, self.status = [], 200
        gateway = self

        class Sink(Handler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.got.append((self.headers.get("Authorization"),
                                    json.loads(body)))
                self.reply(gateway.status, {}, b"{}")

        self.server = Threaded(("127.0.0.1", 0), Sink)
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/send"


class Mail:
    """A mail server, TLS from the start or by STARTTLS; "got" holds (user,
    to, message)."""

    def __init__(self, folder, start_tls=False):
        self.got, self.folder, self.start = [], folder, start_tls
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(8)
        self.url = (f"smtp{'' if start_tls else 's'}://127.0.0.1:"
                    f"{self.socket.getsockname()[1]}")
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            line = self.socket.accept()[0]
            threading.Thread(target=self.talk_safely, args=(line,),
                             daemon=True).start()

    def talk_safely(self, line):
        try:
            self.talk(line)
        except (OSError, ValueError):
            pass

    def talk(self, line):
        if not self.start:
            line = self.folder.server_tls().wrap_socket(line,
                                                        server_side=True)
        user, to, tls = None, None, not self.start
        file = line.makefile("rb")

        def say(text):
            line.sendall(text.encode() + b"\r\n")
        say("220 stub")
        while True:
            word = file.readline().decode().strip()
            verb = word.upper()
            if verb.startswith("EHLO"):
                say("250-stub\r\n250-AUTH PLAIN\r\n250 " + (
                    "OK" if tls else "STARTTLS"))
            elif verb == "STARTTLS":
                say("220 go")
                line = self.folder.server_tls().wrap_socket(
                    line, server_side=True)
                file, tls = line.makefile("rb"), True
            elif verb.startswith("AUTH PLAIN"):
                given = word.split()[2:] or [""]
                if given == [""]:
                    say("334 ")
                    given = [file.readline().decode().strip()]
                user = base64.b64decode(given[0]).split(b"\0")[1:]
                say("235 ok")
            elif verb.startswith("RCPT"):
                to = re.search(r"<(.*)>", word).group(1)
                say("250 ok")
            elif verb == "DATA":
                say("354 go")
                text = []
                while (row := file.readline()) not in (b".\r\n", b""):
                    text.append(row)
                self.got.append((user, to, b"".join(text)))
                say("250 kept")
            elif verb == "QUIT" or not word:
                say("221 bye")
                return
            else:
                say("250 ok")
