// The peer of row 1: a visible SM3withSM2 signature by pdfbox, warm, to a
// new file each time (not synced).  Usage: PdfBox FILE N; prints stamps a
// second of the last N, after as many to warm up.
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.imageio.ImageIO;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.ExternalSigningSupport;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.PDVisibleSigProperties;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.PDVisibleSignDesigner;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

public class PdfBox {
    public static void main(String[] args) throws Exception {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        Security.addProvider(new BouncyCastleProvider());
        KeyPairGenerator g = KeyPairGenerator.getInstance("EC", "BC");
        g.initialize(new ECGenParameterSpec("sm2p256v1"));
        KeyPair pair = g.generateKeyPair();
        X500Name name = new X500Name("CN=bench");
        ContentSigner signer = new JcaContentSignerBuilder("SM3withSM2")
            .setProvider("BC").build(pair.getPrivate());
        X509CertificateHolder holder = new JcaX509v3CertificateBuilder(name,
            BigInteger.ONE, new Date(), new Date(System.currentTimeMillis()
            + 86400000L), name, pair.getPublic()).build(signer);
        X509Certificate cert = new JcaX509CertificateConverter()
            .setProvider("BC").getCertificate(holder);
        BufferedImage image = new BufferedImage(200, 200,
            BufferedImage.TYPE_INT_ARGB);
        Graphics2D d = image.createGraphics();
        d.setColor(Color.RED);
        d.drawOval(4, 4, 190, 190);
        d.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        byte[] file = Files.readAllBytes(new File(args[0]).toPath());
        int n = Integer.parseInt(args[1]);
        File out = File.createTempFile("bench", ".pdf");
        for (int i = 0; i < n; i++) {
            stamp(file, png.toByteArray(), signer, cert, out);
        }
        long start = System.nanoTime();
        for (int i = 0; i < n; i++) {
            stamp(file, png.toByteArray(), signer, cert, out);
        }
        System.out.printf("%.1f%n", n * 1e9 / (System.nanoTime() - start));
        out.delete();
    }

    static void stamp(byte[] file, byte[] png, ContentSigner signer,
            X509Certificate cert, File out) throws Exception {
        try (PDDocument doc = PDDocument.load(file);
             FileOutputStream to = new FileOutputStream(out);
             SignatureOptions options = new SignatureOptions()) {
            PDVisibleSignDesigner design = new PDVisibleSignDesigner(doc,
                new ByteArrayInputStream(png), 1);
            design.xAxis(300).yAxis(500).zoom(-40);
            PDVisibleSigProperties look = new PDVisibleSigProperties();
            look.signerName("bench").preferredSize(0).page(1)
                .visualSignEnabled(true).setPdVisibleSignature(design);
            look.buildSignature();
            options.setVisualSignature(look.getVisibleSignature());
            options.setPage(0);
            PDSignature sig = new PDSignature();
            sig.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            sig.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
            sig.setSignDate(Calendar.getInstance());
            doc.addSignature(sig, options);
            ExternalSigningSupport s =
                doc.saveIncrementalForExternalSigning(to);
            byte[] content;
            try (InputStream in = s.getContent()) {
                content = IOUtils.toByteArray(in);
            }
            CMSSignedDataGenerator gen = new CMSSignedDataGenerator();
            gen.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
                new JcaDigestCalculatorProviderBuilder().setProvider("BC")
                .build()).build(signer, cert));
            gen.addCertificates(new JcaCertStore(
                Collections.singletonList(cert)));
            CMSSignedData signed = gen.generate(
                new CMSProcessableByteArray(content), false);
            s.setSignature(signed.getEncoded());
        }
    }
}
