"""Looking for private keys where none may be in clear: shapes of key files,
and every 32 bytes of what keyd stores tried as the private key of a public
key it stores.  SM2 (GB/T 32918.5 curve) in plain integers."""
import re
import sqlite3

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
     0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)

SHAPES = {
    "PEM": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    # ECPrivateKey: version 1, an OCTET STRING of 32 bytes
    "SEC1": re.compile(rb"\x02\x01\x01\x04\x20.{32}", re.S),
    # PrivateKeyInfo: version 0, ecPublicKey, SM2, an OCTET STRING
    "PKCS#8": re.compile(rb"\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce"
                         rb"\x3d\x02\x01\x06\x08\x2a\x81\x1c\xcf\x55\x01"
                         rb"\x82\x2d\x04", re.S),
    # the same curve as a raw scalar in hex beside its name
    "hex": re.compile(rb"(?i)\b(?:priv|secret|d)[\"':= ]{1,4}[0-9a-f]{64}\b"),
}


def double(p):
    x, y, z = p
    if not y:
        return 0, 1, 0
    yy = y * y % P
    s = 4 * x * yy % P
    m = 3 * (x - z * z) * (x + z * z) % P       # a is -3
    nx = (m * m - 2 * s) % P
    return nx, (m * (s - nx) - 8 * yy * yy) % P, 2 * y * z % P


def add_affine(p, q):
    x1, y1, z1 = p
    if not z1:
        return q[0], q[1], 1
    zz = z1 * z1 % P
    h = (q[0] * zz - x1) % P
    r = (q[1] * zz * z1 - y1) % P
    if not h:
        return double(p) if not r else (0, 1, 0)
    hh = h * h % P
    hhh, v = h * hh % P, x1 * hh % P
    nx = (r * r - hhh - 2 * v) % P
    return nx, (r * (v - nx) - y1 * hhh) % P, z1 * h % P


def affine(p):
    inverse = pow(p[2], -1, P)
    return (p[0] * inverse ** 2 % P, p[1] * inverse ** 3 % P)


def table():
    """G times j * 16^i, so that a key is 64 additions."""
    out, base = [], G
    for _ in range(64):
        row, at = [None], (base[0], base[1], 1)
        for _ in range(15):
            row.append(affine(at))
            at = add_affine(at, base)
        out.append(row)
        base = affine(at)
    return out


def point_of(d, steps):
    at = (0, 1, 0)
    for row in steps:
        if d & 15:
            at = add_affine(at, row[d & 15])
        d >>= 4
    return at


KNOWN_D = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
KNOWN_POINT = 0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020


def known():
    """A blob with the standard's example key in its middle: the search must
    find it, or it would find nothing."""
    return [b"x" * 7 + KNOWN_D.to_bytes(32, "big") + b"y" * 5]


def stored(path):
    """The x of every public key keyd has, and every other value of bytes."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    points, blobs = set(), []
    for table_name in ("key_house", "key_person", "key_seal_key",
                       "key_data", "key_meta", "key_pin"):
        for row in db.execute(f"SELECT * FROM {table_name}"):
            for value in row:
                if not isinstance(value, bytes):
                    continue
                if len(value) in (64, 65):
                    points.add(int.from_bytes(value[-64:-32], "big"))
                elif 32 <= len(value) <= 400:
                    blobs.append(value)
    db.close()
    return sorted(points), blobs


def find(blobs, points):
    """The places where 32 bytes, either way round, are a private key."""
    wanted, steps, found = set(points), table(), []
    for number, blob in enumerate(blobs):
        for at in range(len(blob) - 31):
            for order in ("big", "little"):
                d = int.from_bytes(blob[at:at + 32], order) % N
                x, _, z = point_of(d, steps)
                if z and x * pow(z, -2, P) % P in wanted:
                    found.append((number, at, order))
    return found
