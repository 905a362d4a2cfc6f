// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.IpAddress;

/**
 * An address of a load balancer.
 *
 * @param proxy whether traffic must really go through the balancer ({@code ipMode: Proxy})
 */
public record LoadBalancerAddress(IpAddress ip, boolean proxy) {}
