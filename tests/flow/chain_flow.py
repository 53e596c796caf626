"""The office's certificates and lists as another's eyes see them: OpenSSL
alone reads each and verifies it against its issuer, link by link, with the
id 1234567812345678; with another id or issuer it does not.  Rules: R-059
R-114 R-118 R-119 R-120 R-122 R-127."""
import os
import pathlib
import re
import subprocess
import tempfile

import attack_kit as kit
import client
from chain_kit import ID, Cert, openssl, pieces, signed_by
from client import Browser, Tap

tap = Tap()
YEAR = 366 * 86400000


def anchor(name):
    return Cert((pathlib.Path(client.VAR) / "anchors" / name).read_bytes(),
                name)


def authorities():
    root, making, staff = (anchor(n) for n in (
        "root.der", "making-ca.der", "staff-ca.der"))
    assert signed_by(root.der, root), "the root is not its own"
    for ca in (making, staff):
        assert ca.by(root) and not ca.by(root, "1234567812345679")
        assert not ca.by(root, None), "an empty id was used"
    assert not making.by(staff) and not staff.by(making)
    for ca in (root, making, staff):
        assert ca.extension("Basic Constraints")[0] == "critical"
        assert "CA:TRUE" in ca.extension("Basic Constraints")[1]
        assert ca.extension("Key Usage") == (
            "critical", "Certificate Sign, CRL Sign"), ca.text
        assert ca.extension("Subject Key Identifier")
        assert "Signature Algorithm: SM2-with-SM3" in ca.text
        assert "ASN1 OID: SM2" in ca.text
    return root, making, staff


def leaf(cert, issuer, other, lists):
    assert cert.by(issuer), f"{cert.name}: not verified"
    assert not cert.by(issuer, "1234567812345679"), cert.name
    assert not cert.by(other), cert.name
    assert cert.extension("Basic Constraints")[1] == "CA:FALSE", cert.text
    critical, usage = cert.extension("Key Usage")
    assert critical and "Digital Signature" in usage and \
        "Certificate Sign" not in usage, usage
    own = issuer.extension("Subject Key Identifier")[1]
    assert own in cert.extension("Authority Key Identifier")[1]
    assert cert.extension("Subject Key Identifier")
    assert f"URI:{client.URL}{lists}" in cert.text, cert.name
    assert f"OCSP - URI:{client.URL}/ocsp" in cert.text, cert.name


def persons(staff, making):
    rows = kit.rows("SELECT login, name, cert FROM person"
                    " WHERE cert IS NOT NULL")
    assert len(rows) >= 10
    for login, name, der in rows:
        cert = Cert(der, login)
        leaf(cert, staff, making, "/status/crl/staff.crl")
        assert f"CN={name}" in cert.text.replace(" = ", "="), login
        end = openssl("x509", "-in", cert.pem, "-noout", "-checkend",
                      str(YEAR // 1000), check=False)
        assert not end, f"{login}: longer than a year"


def makers(making, staff):
    """The maker's certificate, out of the seals themselves (R-122)."""
    seen = set()
    for der, in kit.rows("SELECT der FROM seal_version"):
        info, cert, _, sig = pieces(der)
        maker = Cert(cert[2], "maker")
        if cert[2] not in seen:
            leaf(maker, making, staff, "/status/crl/seals.crl")
            seen.add(cert[2])
        path = os.path.join(Cert.folder, "seal")
        pathlib.Path(path).write_bytes(info[1])
        pathlib.Path(path + ".sig").write_bytes(sig[2][1:])
        assert openssl("dgst", "-sm3", "-verify", maker.key, "-signature",
                       path + ".sig", "-sigopt", f"distid:{ID}", path,
                       check=False), "a seal's own signature"
    assert seen


def seals(making, staff):
    rows = kit.rows("SELECT s.code, s.name, u.name, u.code, v.cert,"
                    " v.valid_from, v.valid_to FROM seal s JOIN seal_version"
                    " v ON v.seal = s.id JOIN unit u ON u.id = s.unit")
    assert rows
    keys = set()
    for code, name, unit, number, der, start, end in rows:
        cert = Cert(der, code)
        leaf(cert, making, staff, "/status/crl/seals.crl")
        text = cert.text.replace(" = ", "=")
        for part in (f"CN={name}", f"O={unit}", f"serialNumber={number}"):
            assert part in text, (code, part)
        dates = openssl("x509", "-in", cert.pem, "-noout", "-dates",
                        "-dateopt", "iso_8601")
        for moment, label in ((start, "notBefore"), (end, "notAfter")):
            wanted = subprocess.run(
                ["date", "-u", "-d", f"@{moment // 1000}",
                 "+%Y-%m-%d %H:%M:%SZ"], check=True, capture_output=True,
                text=True).stdout.strip()
            assert f"{label}={wanted}" in dates, (dates, wanted)
        keys.add(pathlib.Path(cert.key).read_text(encoding="ascii"))
    assert len(keys) == len(rows), "two seals with one key"


def systems(staff, making):
    rows = kit.rows("SELECT DISTINCT serial FROM statement WHERE kind <>"
                    " 'own'")
    known = kit.rows("SELECT serial, der FROM key_cert WHERE holder IN"
                     " ('desk', 'system', 'status', 'qr')",
                     store="keyd/keyd.db")
    assert {s for s, in rows} <= {s for s, _ in known}
    assert len(known) >= 4
    for serial, der in known:
        leaf(Cert(der, serial), staff, making, "/status/crl/staff.crl")


def lists(making, staff):
    kinds = ""
    for path, ca, other in (("/crl/seals.crl", making, staff),
                            ("/crl/staff.crl", staff, making)):
        der = Browser().get(path).body
        text = openssl("crl", "-inform", "DER", "-noout", "-text", "-nameopt",
                       "utf8,sep_comma_plus_space,-esc_msb", data=der)
        kinds += text
        assert signed_by(der, ca), path
        assert not signed_by(der, other) and \
            not signed_by(der, ca, "1234567812345679")
        assert ca.extension("Subject Key Identifier")[1] in text, path
        assert "X509v3 CRL Number" in text and "Next Update" in text
        issuer = re.search(r"Subject: (.*)", ca.text).group(1)
        assert re.sub(r" = |, ", "", issuer) == re.sub(
            r" = |, ", "", re.search(r"Issuer: (.*)", text).group(1))
    # whatever keyd holds or has ended stands in them, and nothing else
    ended = kit.rows("SELECT serial FROM key_cert WHERE ended IS NOT NULL"
                     " AND list IN (0, 1)", store="keyd/keyd.db")
    listed = set(re.findall(r"Serial Number: ([0-9A-F]+)", kinds))
    assert listed == {s.lstrip("0") if len(s) % 2 else s for s, in ended}
    assert listed, "nothing was revoked: nothing was tried"


def main():
    with tempfile.TemporaryDirectory() as folder:
        Cert.folder = folder
        made = tap.test("R-059 root and both CAs, read and verified by "
                        "OpenSSL alone", authorities)
        if made:
            _, making, staff = made
            tap.test("every person's certificate, link by link", persons,
                     staff, making)
            tap.test("R-122 the maker's certificate and each seal's "
                     "signature", makers, making, staff)
            tap.test("R-114 R-118 R-119 R-120 every seal's certificate: "
                     "names, period, a key each", seals, making, staff)
            tap.test("the system's own certificates", systems, staff, making)
            tap.test("R-127 both lists: issuer, number, signature, entries",
                     lists, making, staff)
    tap.end()


main()
