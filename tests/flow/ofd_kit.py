"""OFD files made and sealed without any code of the house: zipfile, and the
openssl command for keys, certificates and signatures (GB/T 33190 18, GB/T
38540 version 4)."""
import base64
import io
import pathlib
import subprocess
import time
import zipfile

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
ID = "distid:1234567812345678"
OID = bytes.fromhex("06082A811CCF55018375")         # SM3 with SM2

CONFIG = """[req]
distinguished_name = dn
x509_extensions = seal
[dn]
[seal]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
"""


def openssl(*args, data=None):
    return subprocess.run(["openssl", *args], input=data, check=True,
                          capture_output=True).stdout


def sm3(data):
    return openssl("dgst", "-sm3", "-binary", data=data)


def tlv(tag, body):
    n = len(body)
    size = bytes([n]) if n < 128 else bytes(
        [0x80 + (n.bit_length() + 7) // 8]) + n.to_bytes(
            (n.bit_length() + 7) // 8, "big")
    return bytes([tag]) + size + body


def seq(*parts):
    return tlv(0x30, b"".join(parts))


def ia5(text):
    return tlv(0x16, text.encode())


def bits(body):
    return tlv(3, b"\0" + body)


def when(at):
    return tlv(0x18, time.strftime("%Y%m%d%H%M%SZ", time.gmtime(at)).encode())


class Maker:
    """A key of SM2 with its own certificate, and a seal of it."""

    def __init__(self, folder):
        self.key = str(pathlib.Path(folder) / "seal.key")
        openssl("ecparam", "-genkey", "-name", "SM2", "-noout", "-out",
                self.key)
        config = pathlib.Path(folder) / "seal.cnf"
        config.write_text(CONFIG, encoding="ascii")
        pem = openssl("req", "-x509", "-new", "-key", self.key, "-sm3",
                      "-sigopt", ID, "-days", "365", "-utf8", "-subj",
                      "/C=CN/O=外部单位/CN=外部单位公章", "-config",
                      str(config))
        self.cert = openssl("x509", "-outform", "DER", data=pem)
        now = time.time()
        info = seq(
            seq(ia5("ES"), b"\2\1\4", ia5("Kit")), ia5("EXTERNAL-0001"),
            seq(b"\2\1\1", tlv(12, "外部单位公章".encode()), b"\2\1\1",
                seq(tlv(4, self.cert)), when(now), when(now),
                when(now + 86400 * 300)),
            seq(ia5("PNG"), tlv(4, b"\x89PNG"), b"\2\1\x28", b"\2\1\x28"))
        self.seal = seq(info, tlv(4, self.cert), OID, bits(self.sign(info)))

    def sign(self, data):
        return openssl("dgst", "-sm3", "-sign", self.key, "-sigopt", ID,
                       data=data)

    def signature(self, xml, path):
        tbs = seq(b"\2\1\4", self.seal, when(time.time()), bits(sm3(xml)),
                  ia5(path))
        return seq(tbs, tlv(4, self.cert), OID, bits(self.sign(tbs)))


def parts(words="通知"):
    """A document of one page."""
    return {
        "OFD.xml": f'<ofd:OFD {NS} Version="1.1"><ofd:DocBody><ofd:DocRoot>'
                   "Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml":
            f"<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>9"
            "</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            "</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
            '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>'
            "</ofd:Pages></ofd:Document>",
        "Doc_0/Pages/Page_0/Content.xml":
            f"<ofd:Page {NS}><ofd:Content><ofd:Layer ID='2'><ofd:TextObject "
            "ID='3' Boundary='20 20 80 10' Font='4' Size='5'><ofd:TextCode "
            f"X='0' Y='5'>{words}</ofd:TextCode></ofd:TextObject></ofd:Layer>"
            "</ofd:Content></ofd:Page>",
    }


def sealed(maker, files):
    """The same with one seal over all of it, but for the list of seals."""
    out = {k: v.encode() if isinstance(v, str) else v
           for k, v in files.items()}
    out["OFD.xml"] = out["OFD.xml"].replace(
        b"</ofd:DocBody>", b"<ofd:Signatures>/Doc_0/Signs/Signatures.xml"
        b"</ofd:Signatures></ofd:DocBody>")
    out["Doc_0/Signs/Sign_0/Seal.esl"] = maker.seal
    refs = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>'
        f"{base64.b64encode(sm3(data)).decode()}</ofd:CheckValue>"
        "</ofd:Reference>" for name, data in out.items())
    xml = (f"<ofd:Signature {NS}><ofd:SignedInfo><ofd:Provider "
           'ProviderName="kit"/><ofd:References CheckMethod="SM3">'
           f'{refs}</ofd:References><ofd:StampAnnot ID="s002" PageRef="1" '
           'Boundary="150 200 40 40"/><ofd:Seal><ofd:BaseLoc>Seal.esl'
           "</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo><ofd:SignedValue>"
           "SignedValue.dat</ofd:SignedValue></ofd:Signature>").encode()
    path = "Doc_0/Signs/Sign_0/Signature.xml"
    out[path] = xml
    out["Doc_0/Signs/Sign_0/SignedValue.dat"] = maker.signature(
        xml, "/" + path)
    out["Doc_0/Signs/Signatures.xml"] = (
        f'<ofd:Signatures {NS}><ofd:MaxSignId>s002</ofd:MaxSignId>'
        '<ofd:Signature ID="s001" Type="Seal" '
        'BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>').encode()
    return out


def package(files, more=(), stored=None):
    """Files and more of them, which may have the same names."""
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in [*files.items(), *more]:
            z.writestr(name, data, zipfile.ZIP_STORED if name == stored else
                       zipfile.ZIP_DEFLATED)
    return b.getvalue()
