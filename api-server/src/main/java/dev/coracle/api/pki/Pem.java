// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as PEM text. */
public final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([^-]*)-----END \\1-----");
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /** One block of a PEM text: the words after BEGIN and the decoded bytes. */
  record Block(String type, byte[] bytes) {}

  /** All certificates of a PEM text, in order; other blocks are passed over. */
  public static List<X509Certificate> certificates(String pem) {
    return blocks(pem).stream()
        .filter(block -> block.type().equals("CERTIFICATE"))
        .map(block -> certificate(block.bytes()))
        .toList();
  }

  /**
   * The first private key of a PEM text: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC).
   *
   * @throws IllegalArgumentException if there is none, or it is encrypted or of another kind
   */
  public static PrivateKey privateKey(String pem) {
    return blocks(pem).stream()
        .filter(block -> block.type().endsWith("PRIVATE KEY"))
        .findFirst()
        .map(block -> KeyCodec.privateKey(block.type(), block.bytes()))
        .orElseThrow(() -> new IllegalArgumentException("no private key in the PEM text"));
  }

  /** The first public key of a PEM text: a PUBLIC KEY block, or the key of a certificate. */
  public static PublicKey publicKey(String pem) {
    for (Block block : blocks(pem)) {
      if (block.type().equals("PUBLIC KEY")) {
        return KeyCodec.publicKey(block.bytes());
      }
      if (block.type().equals("CERTIFICATE")) {
        return certificate(block.bytes()).getPublicKey();
      }
    }
    throw new IllegalArgumentException("no public key in the PEM text");
  }

  /** The certificates as PEM text, in order. */
  public static String encode(Collection<X509Certificate> certificates) {
    var text = new StringBuilder();
    certificates.forEach(certificate -> text.append(encode(certificate)));
    return text.toString();
  }

  /** The certificate as PEM text. */
  public static String encode(X509Certificate certificate) {
    try {
      return encode("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("certificate cannot be encoded", e);
    }
  }

  /** The private key as PEM text (PKCS#8). */
  public static String encode(PrivateKey key) {
    return encode("PRIVATE KEY", key.getEncoded());
  }

  /** The public key as PEM text (SubjectPublicKeyInfo). */
  public static String encode(PublicKey key) {
    return encode("PUBLIC KEY", key.getEncoded());
  }

  /** One PEM block of any type. */
  public static String encode(String type, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, LINES.encodeToString(der));
  }

  static List<Block> blocks(String pem) {
    var blocks = new ArrayList<Block>();
    Matcher matcher = BLOCK.matcher(pem);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), decode(matcher.group(2))));
    }
    return blocks;
  }

  static X509Certificate certificate(byte[] der) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("not an X.509 certificate: " + e.getMessage(), e);
    }
  }

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
  }
}
