"""A certificate authority outside, of OpenSSL alone, for flow tests."""
import pathlib
import subprocess

ID = "distid:1234567812345678"
SETTINGS = """
[ ca ]
default_ca = one
[ one ]
database = index.txt
default_md = sm3
crlnumber = crlnumber
"""
# What a CA puts into certificates; "plain" is another seal's use.
EXTENSIONS = {
    "seal": "basicConstraints=critical,CA:FALSE\n"
            "keyUsage=critical,digitalSignature,nonRepudiation\n"
            "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n",
    "encrypting": "basicConstraints=critical,CA:FALSE\n"
                  "keyUsage=critical,keyEncipherment,dataEncipherment\n"
                  "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n",
}


class Ca:
    """A CA of OpenSSL's own making, in a folder."""

    def __init__(self, folder, name):
        self.dir = pathlib.Path(folder) / name
        self.dir.mkdir()
        self.run("ecparam", "-genkey", "-name", "SM2", "-noout", "-out",
                 "ca.key")
        self.run("req", "-x509", "-new", "-key", "ca.key", "-sm3", "-sigopt",
                 ID, "-days", "3650", "-utf8", "-subj",
                 f"/C=CN/O=外部机构/CN={name}", "-addext",
                 "keyUsage=critical,keyCertSign,cRLSign", "-out", "ca.pem")
        for file, text in (("openssl.cnf", SETTINGS), ("index.txt", ""),
                           ("crlnumber", "01\n"), *EXTENSIONS.items()):
            (self.dir / file).write_text(text, encoding="ascii")

    def run(self, *args):
        return subprocess.run(["openssl", *args], cwd=self.dir, check=True,
                              capture_output=True, text=True).stdout

    def answer(self, request, use="seal", days=365, subject=None):
        """The certificate for a request, PEM."""
        (self.dir / "seal.csr").write_text(request, encoding="ascii")
        more = ["-subj", subject, "-utf8"] if subject else []
        args = ["-req", "-in", "seal.csr", "-CA", "ca.pem", "-CAkey",
                "ca.key", "-CAcreateserial", "-sm3", "-sigopt", ID,
                "-vfyopt", ID, "-days", str(days), "-extfile", use,
                "-out", "seal.pem"]
        if subject:         # x509 takes no other subject: ask anew instead
            self.run("req", "-new", "-key", "ca.key", "-sm3", "-sigopt", ID,
                     *more, "-out", "seal.csr")
        self.run("x509", *args)
        return (self.dir / "seal.pem").read_text(encoding="ascii")

    def crl(self):
        self.run("ca", "-gencrl", "-config", "openssl.cnf", "-keyfile",
                 "ca.key", "-cert", "ca.pem", "-sigopt", ID, "-crldays", "7",
                 "-out", "ca.crl")
        return (self.dir / "ca.crl").read_text(encoding="ascii")

    def list_in(self, data):
        """The office's administrator trusts it."""
        trust = pathlib.Path(data) / "trust"
        trust.mkdir(exist_ok=True)
        (trust / "ca.pem").write_bytes((self.dir / "ca.pem").read_bytes())
        (trust / "ca.crl").write_text(self.crl(), encoding="ascii")
