// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a request shows of who sends it.
 *
 * @param authorization the Authorization header; empty where there is none
 * @param certificate the certificate of the connection, already found to be of our authority
 * @param impersonatedUser as whom the sender wants to act; empty for themselves
 * @param impersonatedGroups the groups to act in
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Credentials(
    String authorization,
    Optional<X509Certificate> certificate,
    String impersonatedUser,
    List<String> impersonatedGroups) {}
