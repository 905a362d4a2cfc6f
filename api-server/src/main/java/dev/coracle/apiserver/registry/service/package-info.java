// SPDX-License-Identifier: Apache-2.0

/**
 * Services and what belongs to them: ClusterIPs, node ports, EndpointSlices and Endpoints, the
 * ranges of addresses. Start at {@link dev.coracle.apiserver.registry.service.ServiceStrategy}.
 */
package dev.coracle.apiserver.registry.service;
