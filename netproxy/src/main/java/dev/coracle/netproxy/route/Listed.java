// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

/** An endpoint together with the slice that lists it. */
public record Listed(Slice slice, Endpoint endpoint) {}
