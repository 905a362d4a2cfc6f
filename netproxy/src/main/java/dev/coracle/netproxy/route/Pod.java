// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.model.Container;
import dev.coracle.api.net.IpAddress;
import java.util.List;
import java.util.Map;

/**
 * A Pod.
 *
 * @param ended whether none of its programs runs any more, or soon
 * @param ports of the containers that stay
 */
public record Pod(
    ObjectKey key,
    String node,
    List<IpAddress> addresses,
    boolean hostNetwork,
    boolean ended,
    Map<String, String> labels,
    List<Container.Port> ports) {}
