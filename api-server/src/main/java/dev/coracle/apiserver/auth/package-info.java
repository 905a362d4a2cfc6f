// SPDX-License-Identifier: Apache-2.0

/**
 * Who sends a request, and whether they may. Start at {@link
 * dev.coracle.apiserver.auth.Authenticator} and {@link dev.coracle.apiserver.auth.Authorizer}.
 */
package dev.coracle.apiserver.auth;
