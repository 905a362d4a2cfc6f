// SPDX-License-Identifier: Apache-2.0

/**
 * The cluster's Ingress controller: requests on their way from an address to the endpoints of a
 * Service.
 *
 * <p>Start at {@link dev.coracle.netproxy.http.IngressServer}.
 */
package dev.coracle.netproxy.http;
