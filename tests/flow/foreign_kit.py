"""Another system's seals, made by OpenSSL and a few lines of DER: a CA, a maker
and seals as GM/T 0031-2014 and GB/T 38540-2020 have them, right or wrong in one
thing."""
import pathlib
import struct
import subprocess
import zlib

ID = "distid:1234567812345678"
SETTINGS = """
[ ca ]
default_ca = one
[ one ]
database = index.txt
default_md = sm3
crlnumber = crlnumber
"""
SIGNING = ("basicConstraints=critical,CA:FALSE\n"
           "keyUsage=critical,digitalSignature,nonRepudiation\n"
           "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")
SM3_WITH_SM2 = bytes.fromhex("06082a811ccf55018375")


# --- DER ----------------------------------------------------------------------

def tlv(tag, body):
    n = len(body)
    if n < 0x80:
        return bytes((tag, n)) + body
    size = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + body


def seq(*parts):
    return tlv(0x30, b"".join(parts))


def number(n):
    return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def octets(b):
    return tlv(4, b)


def ia5(s):
    return tlv(0x16, s.encode())


def bits(b):
    return tlv(3, b"\0" + b)


def moment(t, old=False):
    """Of datetime, UTC: GeneralizedTime, or UTCTime in version 1."""
    text = t.strftime("%Y%m%d%H%M%SZ")
    return tlv(0x17, text[2:].encode()) if old else tlv(0x18, text.encode())


# --- a picture ------------------------------------------------------------------

def png(side=420):
    """A red ring on nothing, RGBA."""
    rows = b""
    for y in range(side):
        rows += b"\0"
        for x in range(side):
            far = ((x - side / 2) ** 2 + (y - side / 2) ** 2) ** 0.5
            ink = side / 2 - 24 < far < side / 2 - 4
            rows += b"\xe6\0\x12\xff" if ink else b"\0\0\0\0"

    def chunk(kind, data):
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(
            ">I", zlib.crc32(whole))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(
        ">IIBBBBB", side, side, 8, 6, 0, 0, 0)) + chunk(
        b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


PICTURE = png()


# --- a CA and its people -----------------------------------------------------------

class Ca:
    """A CA of OpenSSL's own making, in a folder; keys and certificates by
    name: NAME.key, NAME.pem."""

    def __init__(self, folder, name):
        self.dir = pathlib.Path(folder) / name
        self.dir.mkdir()
        self.name = name
        self.run("ecparam", "-genkey", "-name", "SM2", "-noout", "-out",
                 "ca.key")
        self.run("req", "-x509", "-new", "-key", "ca.key", "-sm3", "-sigopt",
                 ID, "-days", "3650", "-utf8", "-subj",
                 f"/C=CN/O=原有平台/CN={name}", "-addext",
                 "keyUsage=critical,keyCertSign,cRLSign", "-out", "ca.pem")
        for file, text in (("openssl.cnf", SETTINGS), ("index.txt", ""),
                           ("crlnumber", "01\n"), ("use", SIGNING)):
            (self.dir / file).write_text(text, encoding="ascii")

    def run(self, *args, data=None):
        return subprocess.run(["openssl", *args], cwd=self.dir, check=True,
                              capture_output=True, input=data).stdout

    def issue(self, name, subject, days=700):
        self.run("ecparam", "-genkey", "-name", "SM2", "-noout", "-out",
                 f"{name}.key")
        self.run("req", "-new", "-key", f"{name}.key", "-sm3", "-sigopt", ID,
                 "-utf8", "-subj", subject, "-out", f"{name}.csr")
        self.run("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem",
                 "-CAkey", "ca.key", "-CAcreateserial", "-sm3", "-sigopt", ID,
                 "-vfyopt", ID, "-days", str(days), "-extfile", "use",
                 "-out", f"{name}.pem")
        return self.der(name)

    def der(self, name):
        return self.run("x509", "-in", f"{name}.pem", "-outform", "DER")

    def pem(self, name):
        return (self.dir / f"{name}.pem").read_bytes()

    def sign(self, name, data):
        return self.run("dgst", "-sm3", "-sign", f"{name}.key", "-sigopt", ID,
                        data=data)

    def revoke(self, name, why="unspecified"):
        self.run("ca", "-config", "openssl.cnf", "-keyfile", "ca.key",
                 "-cert", "ca.pem", "-crl_reason", why, "-revoke",
                 f"{name}.pem")

    def crl(self):
        self.run("ca", "-gencrl", "-config", "openssl.cnf", "-keyfile",
                 "ca.key", "-cert", "ca.pem", "-sigopt", ID, "-crldays", "30",
                 "-out", "ca.crl")
        return (self.dir / "ca.crl").read_bytes()

    def list_in(self, data, crl=True):
        """The office's administrator lays it beside, with its list."""
        trust = pathlib.Path(data) / "trust"
        trust.mkdir(exist_ok=True)
        (trust / f"{self.name}.pem").write_bytes(self.pem("ca"))
        if crl:
            (trust / f"{self.name}.crl").write_bytes(self.crl())

    def take_off(self, data):
        for end in ("pem", "crl"):
            (pathlib.Path(data) / "trust" / f"{self.name}.{end}").unlink(
                missing_ok=True)


# --- seals ----------------------------------------------------------------------------

def seal(ca, maker, code, name, certs, begin, end, create=None, version=4,
         digest=None, picture=PICTURE, kind="PNG", side=42):
    """SESeal: version 1 in two elements, 4 in four; "digest" lists the SM3 of
    the certificate in its place."""
    create = create or begin
    old = version == 1
    if digest is not None:
        listed = seq(seq(tlv(0x13, b"SM3"), octets(digest)))
    else:
        listed = seq(*[octets(c) for c in certs])
    about = [number(1), tlv(0x0c, name.encode())]
    if not old:
        about.append(number(1 if digest is None else 2))
    about += [listed, moment(create, old), moment(begin, old),
              moment(end, old)]
    info = seq(seq(ia5("ES"), number(version), ia5("OLDSYS")), ia5(code),
               seq(*about), seq(ia5(kind), octets(picture), number(side),
                                number(side)))
    cert = octets(ca.der(maker))
    if old:
        signed = seq(info, cert, SM3_WITH_SM2)
        return seq(info, seq(cert, SM3_WITH_SM2, bits(ca.sign(maker,
                                                              signed))))
    return seq(info, cert, SM3_WITH_SM2, bits(ca.sign(maker, info)))


# --- a key on its way (GB/T 35276) -----------------------------------------------------

EC_KEY = bytes.fromhex("06072a8648ce3d0201")
SM2 = bytes.fromhex("06082a811ccf5501822d")
SM4_ECB = bytes.fromhex("06082a811ccf55016801")


def envelope(ca, name, device):
    """SM2EnvelopedKey of a key for a device's own point, hex: the SM4 key
    encrypted to it by OpenSSL, the private number under that."""
    sm4 = bytes(range(16))
    (ca.dir / "device.der").write_bytes(seq(seq(EC_KEY, SM2), bits(
        bytes.fromhex(device))))
    (ca.dir / "sm4").write_bytes(sm4)
    cipher = ca.run("pkeyutl", "-encrypt", "-pubin", "-keyform", "DER",
                    "-inkey", "device.der", "-in", "sm4")
    plain = ca.run("ec", "-in", f"{name}.key", "-outform", "DER")
    at = plain.index(b"\x04\x20") + 2
    (ca.dir / "number").write_bytes(plain[at:at + 32])
    hidden = ca.run("enc", "-sm4-ecb", "-nopad", "-K", sm4.hex(), "-in",
                    "number")
    (ca.dir / "number").unlink()
    spki = ca.run("ec", "-in", f"{name}.key", "-pubout", "-outform", "DER")
    return seq(seq(SM4_ECB), cipher, bits(spki[-65:]), bits(hidden))
