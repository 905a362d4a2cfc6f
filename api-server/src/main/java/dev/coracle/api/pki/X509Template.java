// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A certificate to be, complete but for its issuer and signature (RFC 5280). */
final class X509Template {

  static final String COMMON_NAME = "2.5.4.3";
  static final String ORGANIZATION = "2.5.4.10";
  private static final String SUBJECT_KEY_ID = "2.5.29.14";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String SUBJECT_ALT_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String AUTHORITY_KEY_ID = "2.5.29.35";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final byte[] subject;
  private final PublicKey publicKey;
  private final Instant notBefore;
  private final Instant notAfter;
  private final List<byte[]> extensions;

  private X509Template(
      byte[] subject,
      PublicKey publicKey,
      Instant notBefore,
      Instant notAfter,
      List<byte[]> extensions) {
    this.subject = subject;
    this.publicKey = publicKey;
    this.notBefore = notBefore;
    this.notAfter = notAfter;
    this.extensions = extensions;
  }

  static X509Template authority(
      byte[] subject, PublicKey key, Instant notBefore, Instant notAfter) {
    var extensions = new ArrayList<byte[]>();
    extensions.add(extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.bool(true))));
    // digitalSignature, keyEncipherment, keyCertSign: as the real cluster's authorities have it.
    extensions.add(extension(KEY_USAGE, true, Der.bits(2, new byte[] {(byte) 0b1010_0100})));
    return new X509Template(subject, key, notBefore, notAfter, extensions);
  }

  /** {@code altNames} is the value of the extension, or empty when there are none. */
  static X509Template leaf(
      byte[] subject,
      PublicKey key,
      byte[] altNames,
      Collection<KeyPurpose> purposes,
      Instant notBefore,
      Instant notAfter) {
    var extensions = new ArrayList<byte[]>();
    extensions.add(extension(KEY_USAGE, true, Der.bits(5, new byte[] {(byte) 0b1010_0000})));
    if (!purposes.isEmpty()) {
      var oids = purposes.stream().map(purpose -> Der.oid(purpose.oid())).toList();
      extensions.add(extension(EXTENDED_KEY_USAGE, false, Der.sequence(oids)));
    }
    extensions.add(extension(BASIC_CONSTRAINTS, true, Der.sequence()));
    if (altNames.length > 0) {
      extensions.add(extension(SUBJECT_ALT_NAME, false, altNames));
    }
    return new X509Template(subject, key, notBefore, notAfter, extensions);
  }

  X509Certificate sign(byte[] issuer, PublicKey issuerKey, PrivateKey signer) {
    byte[] algorithm = KeyCodec.signatureAlgorithm(signer);
    byte[] toBeSigned = toBeSigned(issuer, issuerKey, algorithm);
    byte[] signature = KeyCodec.sign(signer, toBeSigned);
    return Pem.certificate(Der.sequence(toBeSigned, algorithm, Der.bits(signature)));
  }

  private byte[] toBeSigned(byte[] issuer, PublicKey issuerKey, byte[] algorithm) {
    var all = new ArrayList<>(extensions);
    all.add(extension(SUBJECT_KEY_ID, false, Der.octets(keyId(publicKey))));
    all.add(extension(AUTHORITY_KEY_ID, false, Der.sequence(Der.implicit(0, keyId(issuerKey)))));
    return Der.sequence(
        Der.tagged(0, Der.integer(2)),
        Der.integer(serialNumber()),
        algorithm,
        issuer,
        Der.sequence(Der.time(notBefore), Der.time(notAfter)),
        subject,
        publicKey.getEncoded(),
        Der.tagged(3, Der.sequence(all)));
  }

  // Keys are new for every certificate but those of requests, which differ in their time.
  private BigInteger serialNumber() {
    byte[] digest =
        digest("SHA-256", Der.concat(publicKey.getEncoded(), Der.time(notBefore), subject));
    return new BigInteger(1, Arrays.copyOf(digest, 16)).setBit(126).clearBit(127);
  }

  /** A distinguished name: the organizations in their order, then the common name. */
  static byte[] name(Collection<String> organizations, String commonName) {
    var parts = new ArrayList<byte[]>();
    organizations.forEach(organization -> parts.add(attribute(ORGANIZATION, organization)));
    if (!commonName.isEmpty()) {
      parts.add(attribute(COMMON_NAME, commonName));
    }
    return Der.sequence(parts);
  }

  /** The value of the extension for DNS names and IP addresses; empty for none. */
  static byte[] subjectAltNames(Collection<String> names) {
    return names.isEmpty()
        ? new byte[0]
        : Der.sequence(names.stream().map(X509Template::generalName).toList());
  }

  private static byte[] generalName(String name) {
    boolean isAddress = name.indexOf(':') >= 0 || name.matches("[0-9]+(\\.[0-9]+){3}");
    return isAddress
        ? Der.implicit(IP_ADDRESS, address(name))
        : Der.implicit(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] address(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal + " (expected: an IP address)", e);
    }
  }

  private static byte[] attribute(String oid, String value) {
    return Der.set(Der.sequence(Der.oid(oid), Der.utf8(value)));
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] keyId(PublicKey key) {
    DerReader fields = new DerReader(key.getEncoded()).next(Der.SEQUENCE).reader();
    fields.next(Der.SEQUENCE);
    return digest("SHA-1", fields.next(Der.BIT_STRING).bits());
  }

  private static byte[] digest(String algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no " + algorithm, e);
    }
  }
}
