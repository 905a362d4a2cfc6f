// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What a request shows of who sends it.
 *
 * @param authorization the Authorization header; empty where there is none
 * @param certificate the certificate of the connection, already found to be of our authority
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Credentials(String authorization, Optional<X509Certificate> certificate) {}
