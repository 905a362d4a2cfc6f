// SPDX-License-Identifier: Apache-2.0

/**
 * X.509 certificates, keys and certificate requests, made and read with the JDK alone.
 *
 * <p>Nothing here reads a clock: whoever asks for a certificate says what time it is. Start at
 * {@link dev.coracle.api.pki.CertificateAuthority}.
 */
package dev.coracle.api.pki;
