// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

/** An address and port that a request goes to, with TLS or without. */
record ProxyTarget(boolean secure, String address, int port) {

  /** As it stands in URLs. */
  String authority() {
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }
}
