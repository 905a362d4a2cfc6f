// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** What somebody asks an authority to certify: a PKCS#10 request (RFC 2986). */
public final class CertificateRequest {

  private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
  private static final String SUBJECT_ALT_NAME = "2.5.29.17";
  private static final int ATTRIBUTES = 0xa0;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private final X500Principal subject;
  private final PublicKey publicKey;
  private final byte[] subjectAltNames;

  private CertificateRequest(X500Principal subject, PublicKey publicKey, byte[] subjectAltNames) {
    this.subject = subject;
    this.publicKey = publicKey;
    this.subjectAltNames = subjectAltNames;
  }

  /**
   * Reads a request and checks that whoever made it has the key.
   *
   * @throws IllegalArgumentException if it is no request, or its signature is wrong
   */
  public static CertificateRequest parse(String pem) {
    return Pem.blocks(pem).stream()
        .filter(block -> block.type().endsWith("CERTIFICATE REQUEST"))
        .findFirst()
        .map(block -> parse(block.bytes()))
        .orElseThrow(
            () -> new IllegalArgumentException("PEM block type must be CERTIFICATE REQUEST"));
  }

  private static CertificateRequest parse(byte[] der) {
    DerReader outer = new DerReader(der).next(Der.SEQUENCE).reader();
    DerReader.Value signed = outer.next(Der.SEQUENCE);
    String algorithm = outer.next(Der.SEQUENCE).reader().next(Der.OID).oid();
    byte[] signature = outer.next(Der.BIT_STRING).bits();
    DerReader info = signed.reader();
    info.next(Der.INTEGER);
    var subject = new X500Principal(info.next(Der.SEQUENCE).encoded());
    PublicKey key = KeyCodec.publicKey(info.next(Der.SEQUENCE).encoded());
    verify(algorithm, key, signed.encoded(), signature);
    return new CertificateRequest(subject, key, findAltNames(info));
  }

  /** The subject as asked for. */
  public X500Principal subject() {
    return subject;
  }

  /** The key to certify. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** The common name of the subject, or an empty string. */
  public String commonName() {
    List<String> names = attributes(X509Template.COMMON_NAME);
    return names.isEmpty() ? "" : names.get(names.size() - 1);
  }

  /** The organizations of the subject, in the order of the request. */
  public List<String> organizations() {
    return attributes(X509Template.ORGANIZATION);
  }

  /** The DNS names asked for. */
  public List<String> dnsNames() {
    var names = new ArrayList<String>();
    for (DerReader.Value name : altNames(DNS_NAME)) {
      names.add(new String(name.content(), StandardCharsets.US_ASCII));
    }
    return List.copyOf(names);
  }

  /** The IP addresses asked for. */
  public List<InetAddress> addresses() {
    var addresses = new ArrayList<InetAddress>();
    for (DerReader.Value name : altNames(IP_ADDRESS)) {
      try {
        addresses.add(InetAddress.getByAddress(name.content()));
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("address of illegal length in the request", e);
      }
    }
    return List.copyOf(addresses);
  }

  byte[] subjectAltNamesDer() {
    return subjectAltNames.clone();
  }

  private List<DerReader.Value> altNames(int tag) {
    var found = new ArrayList<DerReader.Value>();
    if (subjectAltNames.length > 0) {
      DerReader names = new DerReader(subjectAltNames).next(Der.SEQUENCE).reader();
      while (names.hasNext()) {
        DerReader.Value name = names.next();
        if (name.tag() == tag) {
          found.add(name);
        }
      }
    }
    return found;
  }

  private List<String> attributes(String type) {
    var values = new ArrayList<String>();
    DerReader names = new DerReader(subject.getEncoded()).next(Der.SEQUENCE).reader();
    while (names.hasNext()) {
      DerReader set = names.next(Der.SET).reader();
      while (set.hasNext()) {
        DerReader attribute = set.next(Der.SEQUENCE).reader();
        if (attribute.next(Der.OID).oid().equals(type)) {
          values.add(text(attribute.next()));
        }
      }
    }
    return List.copyOf(values);
  }

  private static String text(DerReader.Value value) {
    var charset = value.tag() == Der.BMP_STRING ? UTF_16BE : UTF_8;
    return new String(value.content(), charset);
  }

  private static byte[] findAltNames(DerReader info) {
    if (info.peek() != ATTRIBUTES) {
      return new byte[0];
    }
    DerReader attributes = info.next().reader();
    while (attributes.hasNext()) {
      DerReader attribute = attributes.next(Der.SEQUENCE).reader();
      if (attribute.next(Der.OID).oid().equals(EXTENSION_REQUEST)) {
        return altNamesAmong(attribute.next(Der.SET).reader().next(Der.SEQUENCE).reader());
      }
    }
    return new byte[0];
  }

  private static byte[] altNamesAmong(DerReader extensions) {
    while (extensions.hasNext()) {
      DerReader extension = extensions.next(Der.SEQUENCE).reader();
      if (extension.next(Der.OID).oid().equals(SUBJECT_ALT_NAME)) {
        if (extension.peek() == Der.BOOLEAN) {
          extension.next();
        }
        return extension.next(Der.OCTET_STRING).content();
      }
    }
    return new byte[0];
  }

  private static void verify(String algorithm, PublicKey key, byte[] content, byte[] signature) {
    try {
      // The JDK knows signature algorithms by their object identifiers too.
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(content);
      if (!verifier.verify(signature)) {
        throw new IllegalArgumentException("signature of the certificate request is wrong");
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("signature of the request cannot be checked", e);
    }
  }
}
