// SPDX-License-Identifier: Apache-2.0

/**
 * What a server says of the kinds it serves: discovery and OpenAPI documents. Start at {@link
 * dev.coracle.apiserver.discovery.Discovery} and {@link dev.coracle.apiserver.discovery.OpenApi}.
 */
package dev.coracle.apiserver.discovery;
