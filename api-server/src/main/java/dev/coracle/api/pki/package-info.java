// SPDX-License-Identifier: Apache-2.0

/** Keys, certificates and signing requests, written in DER over the JDK's cryptography. */
package dev.coracle.api.pki;
