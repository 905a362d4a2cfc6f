// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.util.random.RandomGenerator;

/**
 * What the strategies must know of the cluster.
 *
 * @param serviceCidr the range of ClusterIPs, such as {@code 127.5.64.0/18}
 * @param addressBlock the cluster's own block of addresses, accepted where Kubernetes refuses
 *     loopback, such as {@code 127.5.0.0/16}; empty for none
 * @param nodePorts the range of node ports, such as {@code 30000-32767}
 * @param random the source of dynamic choices
 */
public record RegistryOptions(
    String serviceCidr, String addressBlock, String nodePorts, RandomGenerator random) {}
