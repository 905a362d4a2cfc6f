// SPDX-License-Identifier: Apache-2.0

/**
 * The kinds that make Pods, scale them and protect them. Start at {@link
 * dev.coracle.apiserver.registry.workload.DeploymentStrategy}.
 */
package dev.coracle.apiserver.registry.workload;
