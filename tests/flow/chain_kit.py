"""Certificates and what is signed like them as OpenSSL alone sees them."""
import os
import pathlib
import re
import subprocess

ID = "1234567812345678"


def openssl(*args, data=None, check=True):
    done = subprocess.run(["openssl", *args], input=data, check=False,
                          capture_output=True)
    assert not check or done.returncode == 0, (args, done.stderr[-400:])
    return done.stdout.decode("utf-8", "replace") if check else \
        done.returncode == 0


def pieces(der):
    """The elements of one constructed value: (tag, whole, body)."""
    def length(at):
        n = der[at]
        if n < 0x80:
            return n, at + 1
        k = n & 0x7f
        return int.from_bytes(der[at + 1:at + 1 + k], "big"), at + 1 + k
    _, at = length(1)
    out = []
    while at < len(der):
        n, body = length(at + 1)
        out.append((der[at], der[at:body + n], der[body:body + n]))
        at = body + n
    return out


class Cert:
    """One certificate in files, DER and PEM."""
    folder = ""
    count = 0

    def __init__(self, der, name):
        Cert.count += 1
        self.der, self.name = der, name
        self.pem = os.path.join(Cert.folder, f"{Cert.count}.pem")
        openssl("x509", "-inform", "DER", "-out", self.pem, data=der)
        self.text = openssl("x509", "-in", self.pem, "-noout", "-text",
                            "-nameopt", "utf8,sep_comma_plus_space,-esc_msb")
        self.key = self.pem + ".key"
        pathlib.Path(self.key).write_text(openssl(
            "x509", "-in", self.pem, "-noout", "-pubkey"), encoding="ascii")

    def by(self, issuer, distid=ID):
        """Whether this is signed by that, by OpenSSL's own judgement; the
        office's clock was moved, so of times only the ends are compared."""
        return openssl("verify", "-partial_chain", "-x509_strict",
                       "-no_check_time",
                       *(["-vfyopt", f"distid:{distid}"] if distid else []),
                       "-CAfile", issuer.pem, self.pem, check=False)

    def extension(self, name):
        found = re.search(rf"X509v3 {name}: *(critical)?\s*\n\s+(.*)",
                          self.text)
        return (found.group(1) or "", found.group(2).strip()) if found \
            else None


def signed_by(der, issuer, distid=ID):
    """A SEQUENCE { tbs, algorithm, signature } under an issuer's key: what
    OpenSSL has no command for (lists), by its plain one."""
    tbs, _, sig = pieces(der)
    path = os.path.join(Cert.folder, "sig")
    pathlib.Path(path).write_bytes(sig[2][1:])
    pathlib.Path(path + ".tbs").write_bytes(tbs[1])
    return openssl("dgst", "-sm3", "-verify", issuer.key, "-signature", path,
                   "-sigopt", f"distid:{distid}", path + ".tbs", check=False)
