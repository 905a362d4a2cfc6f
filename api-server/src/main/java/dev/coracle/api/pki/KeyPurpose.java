// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

/** What a certificate may be used for: its extended key usage. */
public enum KeyPurpose {
  /** The server of a TLS connection. */
  SERVER_AUTH("1.3.6.1.5.5.7.3.1"),
  /** The client of a TLS connection. */
  CLIENT_AUTH("1.3.6.1.5.5.7.3.2"),
  /** The signer of code. */
  CODE_SIGNING("1.3.6.1.5.5.7.3.3");

  private final String oid;

  KeyPurpose(String oid) {
    this.oid = oid;
  }

  String oid() {
    return oid;
  }
}
