// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.network.Protocol;

/**
 * A port of a Service.
 *
 * @param nodePort zero where it has none
 */
public record ServicePort(
    String name, Protocol protocol, int port, String targetPort, int nodePort) {}
