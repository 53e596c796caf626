"""A small browser for flow tests: cookies, forms, redirects, uploads.  Only
the standard library.  Every page is kept whole; forms are found by their
action, with their hidden fields, as a person would submit them."""
import html
import html.parser
import http.client
import os
import random
import re
import ssl
import struct
import subprocess
import tempfile
import traceback
import urllib.parse

URL = os.environ.get("JIANYIN_TEST_URL", "http://127.0.0.1:8480")
VAR = os.environ.get("JIANYIN_VAR", "")
PIN = "yanshi2026"


class Forms(html.parser.HTMLParser):
    """All forms of a page: action, method, fields as they would be sent."""

    def __init__(self):
        super().__init__()
        self.forms, self.form, self.select, self.area = [], None, None, None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.form = {"action": a.get("action", ""),
                         "method": a.get("method", "get").lower(),
                         "fields": {}, "files": [], "radios": set()}
            self.forms.append(self.form)
        if self.form is None:
            return
        name = a.get("name")
        if tag == "input" and name:
            kind = a.get("type", "text")
            if kind == "file":
                self.form["files"].append(name)
            elif kind in ("checkbox", "radio"):
                if kind == "radio":
                    self.form["radios"].add(name)
                if "checked" in a:
                    self.form["fields"][name] = a.get("value", "on")
            elif kind != "submit":
                self.form["fields"][name] = a.get("value", "")
        elif tag == "select" and name:
            self.select = name
            self.form["fields"].setdefault(name, "")
        elif tag == "option" and self.select and "selected" in a:
            self.form["fields"][self.select] = a.get("value", "")
        elif tag == "textarea" and name:
            self.area = name
            self.form["fields"][name] = ""

    def handle_data(self, data):
        if self.area and self.form:
            self.form["fields"][self.area] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            if self.form and self.area:
                text = self.form["fields"][self.area]
                self.form["fields"][self.area] = text.lstrip("\n")
            self.area = None


def filled(form, fields=None):
    """The form as shown with these fields typed.  Asked whether it is a
    state secret (R-233), a test that says nothing says no."""
    values = dict(form["fields"])
    if "secret" in form["radios"]:
        values.setdefault("secret", "open")
    values.update(fields or {})
    return values


class Page:
    def __init__(self, status, headers, body, url):
        self.status, self.headers, self.body = status, headers, body
        self.url = url

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def plain(self):
        """The words of the page, without tags."""
        bare = re.sub(r"<(script|style).*?</\1>", " ", self.text, flags=re.S)
        # a code in groups of four is one word
        bare = re.sub(r'<span class="g">([^<]*)</span>', r"\1", bare)
        bare = re.sub(r"<[^>]+>", " ", bare)
        return re.sub(r"\s+", " ", html.unescape(bare)).strip()

    @property
    def forms(self):
        parser = Forms()
        parser.feed(self.text)
        return parser.forms

    def form(self, action):
        """The form whose action ends like this."""
        for form in self.forms:
            if form["action"].split("?")[0].endswith(action):
                return form
        raise AssertionError(f"no form {action} on {self.url}: "
                             f"{[f['action'] for f in self.forms]} "
                             f"{self.plain[:300]}")

    def has_form(self, action):
        return any(f["action"].split("?")[0].endswith(action)
                   for f in self.forms)

    def links(self, pattern=""):
        return [html.unescape(h) for h in
                re.findall(r'href="([^"]*)"', self.text) if pattern in h]


class Browser:
    """One person at one machine."""

    def __init__(self, url=None):
        self.base = urllib.parse.urlsplit(url or URL)
        self.cookies, self.page = {}, None
        self.agent = None       # User-Agent, where it matters

    def connect(self):
        if self.base.scheme == "https":     # SSL_CERT_FILE has its root
            return http.client.HTTPSConnection(
                self.base.hostname, self.base.port, timeout=60,
                context=ssl.create_default_context())
        return http.client.HTTPConnection(self.base.hostname,
                                          self.base.port, timeout=60)

    def ask(self, method, path, body=None, headers=None, follow=True):
        for _ in range(6):
            con = self.connect()
            send = {"Host": self.base.netloc}
            if self.agent:
                send["User-Agent"] = self.agent
            if self.cookies:
                send["Cookie"] = "; ".join(
                    f"{k}={v}" for k, v in self.cookies.items())
            if method == "POST":
                send["Origin"] = self.base.geturl()
            send.update(headers or {})
            con.request(method, path, body=body, headers=send)
            answer = con.getresponse()
            data = answer.read()
            for value in answer.headers.get_all("Set-Cookie") or []:
                name, _, rest = value.partition("=")
                kept = rest.split(";")[0]
                if kept:
                    self.cookies[name] = kept
                else:
                    self.cookies.pop(name, None)
            con.close()
            self.page = Page(answer.status, answer.headers, data, path)
            if not follow or answer.status not in (301, 302, 303):
                return self.page
            target = urllib.parse.urljoin(self.base.geturl() + path,
                                          answer.headers["Location"])
            parts = urllib.parse.urlsplit(target)
            path = parts.path + ("?" + parts.query if parts.query else "")
            method, body, headers = "GET", None, None
        raise AssertionError("too many redirects")

    def get(self, path, follow=True):
        return self.ask("GET", path, follow=follow)

    def post(self, path, fields, files=None, follow=True, headers=None):
        """files: name -> (file name, bytes, type)."""
        if files is None:
            body = urllib.parse.urlencode(fields).encode()
            send = {"Content-Type": "application/x-www-form-urlencoded"}
        else:
            mark = f"----jianyin{random.getrandbits(64):x}"
            body = b""
            for name, value in fields.items():
                body += (f"--{mark}\r\nContent-Disposition: form-data; "
                         f'name="{name}"\r\n\r\n{value}\r\n').encode()
            for name, (file_name, data, kind) in files.items():
                body += (f"--{mark}\r\nContent-Disposition: form-data; "
                         f'name="{name}"; filename="{file_name}"\r\n'
                         f"Content-Type: {kind}\r\n\r\n").encode()
                body += data + b"\r\n"
            body += f"--{mark}--\r\n".encode()
            send = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        send.update(headers or {})
        return self.ask("POST", path, body, send, follow)

    def submit(self, action, fields=None, files=None, follow=True):
        """Fill the form of the present page and send it."""
        form = self.page.form(action)
        values = filled(form, fields)
        if files is None and form["files"]:
            files = {}
        if form["method"] == "get":
            return self.get(form["action"] + "?" +
                            urllib.parse.urlencode(values))
        return self.post(form["action"], values, files, follow)

    def sign_in(self, login, pin=PIN):
        self.get("/account/signin")
        page = self.submit("/account/signin", {"login": login, "pin": pin})
        assert page.status == 200, (login, page.status, page.plain[:300])
        assert "退出" in page.text, f"{login} is not signed in: " \
            f"{page.plain[:300]}"
        return self

    def own_row(self, case):
        """What the list of the own requests says of this one (R-040)."""
        page = self.get("/apply/mine")
        row = re.search(rf'(?s)<li class="task"><a href="/\w+/{case}">'
                        r".*?</li>", page.text)
        assert row, page.plain[:300]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row.group(0)))

    def sign_out(self):
        if self.page is not None and self.page.has_form("/account/signout"):
            self.submit("/account/signout")


def as_person(login, pin=PIN):
    return Browser().sign_in(login, pin)


def citizen():
    """A right identity number (GB 11643) nobody has yet."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    body = f"3710021985{random.randrange(1, 13):02d}" \
           f"{random.randrange(1, 29):02d}{random.randrange(1000):03d}"
    total = sum(int(c) * w for c, w in zip(body, weights))
    return body + "10X98765432"[total % 11]


def shift_clock(days):
    """Move the demonstration's clock for every program."""
    with open(os.path.join(VAR, "clock"), "r+b") as f:
        f.write(struct.pack(">q", int(days * 86400000)))


def press(b, action, fields=None, files=None, pin=PIN):
    """Submit, and go through the pages between: what cannot be undone is
    shown once more; where the key is locked the PIN is given and nothing
    else, so what was typed must still be there."""
    page = b.submit(action, fields, files)
    if 'name="sure"' in page.text and page.has_form(action):
        page = b.submit(action)
    if "请输入口令" in page.plain and page.has_form(action):
        page = b.submit(action, {"pin": pin})
    return page


class Tap:
    """Numbered results; a test is a function that raises when it fails."""

    def __init__(self):
        self.n, self.failed = 0, 0

    def test(self, name, function, *args):
        self.n += 1
        try:
            result = function(*args)
        except Exception as error:           # a test must not end the run
            self.failed += 1
            print(f"not ok {self.n} - {name}", flush=True)
            at = traceback.extract_tb(error.__traceback__)[-1]
            text = f"{type(error).__name__}: {error}\n" \
                f"at {os.path.basename(at.filename)}:{at.lineno}: {at.line}"
            print("# " + text.replace("\n", "\n# ")[:2000], flush=True)
            return None
        print(f"ok {self.n} - {name}", flush=True)
        return result

    def skip(self, name, why):
        self.n += 1
        print(f"ok {self.n} - {name} # SKIP {why}", flush=True)

    def end(self):
        print(f"1..{self.n}", flush=True)
        raise SystemExit(1 if self.failed else 0)


def pdf(text="材料", pages=1):
    """A small valid PDF made here; ASCII text on each page."""
    objects, kids = [], []
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(b"")
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for i in range(pages):
        stream = f"BT /F1 18 Tf 72 720 Td (Page {i + 1}) Tj ET".encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream"
                       % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox "
                       b"[0 0 595.28 841.89] /Resources << /Font << /F1 "
                       b"3 0 R >> >> /Contents %d 0 R >>" % len(objects))
    objects[1] = (b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        pages, b" ".join(b"%d 0 R" % k for k in kids)))
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += (b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(objects) + 1, start))
    return out


def tool(*command, data=None):
    return subprocess.run(command, capture_output=True, input=data,
                          check=True, timeout=60).stdout


def words_of(data):
    """What a PDF says, without blanks."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(data)
        f.flush()
        return re.sub(r"\s", "", tool("pdftotext", f.name, "-").decode())


def codes_of(data):
    """What the QR codes of its first page say."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.pdf")
        with open(path, "wb") as f:
            f.write(data)
        tool("pdftoppm", "-r", "200", "-l", "1", "-png", path, folder + "/p")
        pages = [p for p in os.listdir(folder) if p.endswith(".png")]
        return tool("zbarimg", "-q", "--raw",
                    os.path.join(folder, pages[0])).decode().split()
