// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Keys as the JDK knows them, from the encodings they come in. */
final class KeyCodec {

  private static final String EC = "1.2.840.10045.2.1";
  private static final String RSA = "1.2.840.113549.1.1.1";
  private static final String ED25519 = "1.3.101.112";
  private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
  private static final String RSA_SHA256 = "1.2.840.113549.1.1.11";
  private static final int PARAMETERS = 0xa0;

  private KeyCodec() {}

  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no EC keys", e);
    }
  }

  static PrivateKey privateKey(String pemType, byte[] der) {
    return switch (pemType) {
      case "PRIVATE KEY" -> pkcs8(der);
      case "RSA PRIVATE KEY" -> pkcs8(wrap(Der.sequence(Der.oid(RSA), Der.nil()), der));
      case "EC PRIVATE KEY" -> pkcs8(wrap(Der.sequence(Der.oid(EC), curve(der)), der));
      default ->
          throw new IllegalArgumentException(
              pemType + " (expected: PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY)");
    };
  }

  static PublicKey publicKey(byte[] der) {
    String algorithm = new DerReader(der).next(Der.SEQUENCE).reader().next().reader().next().oid();
    try {
      return KeyFactory.getInstance(jcaName(algorithm)).generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a public key: " + e.getMessage(), e);
    }
  }

  /** The AlgorithmIdentifier of the signatures that a key makes. */
  static byte[] signatureAlgorithm(PrivateKey key) {
    return key.getAlgorithm().equals("RSA")
        ? Der.sequence(Der.oid(RSA_SHA256), Der.nil())
        : Der.sequence(Der.oid(ECDSA_SHA256));
  }

  static byte[] sign(PrivateKey key, byte[] content) {
    try {
      Signature signature =
          Signature.getInstance(
              key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          key.getAlgorithm() + " key cannot sign (expected: EC or RSA)", e);
    }
  }

  private static PrivateKey pkcs8(byte[] der) {
    DerReader fields = new DerReader(der).next(Der.SEQUENCE).reader();
    fields.next(Der.INTEGER);
    String algorithm = fields.next(Der.SEQUENCE).reader().next(Der.OID).oid();
    try {
      return KeyFactory.getInstance(jcaName(algorithm))
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a private key: " + e.getMessage(), e);
    }
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return Der.sequence(Der.integer(0), algorithm, Der.octets(key));
  }

  private static byte[] curve(byte[] sec1) {
    DerReader fields = new DerReader(sec1).next(Der.SEQUENCE).reader();
    fields.next(Der.INTEGER);
    fields.next(Der.OCTET_STRING);
    if (fields.peek() != PARAMETERS) {
      throw new IllegalArgumentException("EC private key without its curve");
    }
    return fields.next().content();
  }

  private static String jcaName(String algorithm) {
    return switch (algorithm) {
      case EC -> "EC";
      case RSA -> "RSA";
      case ED25519 -> "Ed25519";
      default ->
          throw new IllegalArgumentException(
              "key algorithm " + algorithm + " (expected: EC, RSA or Ed25519)");
    };
  }
}
