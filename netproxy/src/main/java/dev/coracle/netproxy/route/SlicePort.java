// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.network.Protocol;

/**
 * A port of a slice.
 *
 * @param port zero where the slice leaves it open
 */
public record SlicePort(String name, Protocol protocol, int port) {}
