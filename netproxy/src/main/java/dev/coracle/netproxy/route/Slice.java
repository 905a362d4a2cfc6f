// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import java.util.List;

/** An EndpointSlice. */
public record Slice(
    ObjectKey key,
    ObjectKey service,
    String addressType,
    boolean headless,
    List<SlicePort> ports,
    List<Endpoint> endpoints) {}
