// SPDX-License-Identifier: Apache-2.0

/**
 * Pods and the nodes they are bound to. Start at {@link
 * dev.coracle.apiserver.registry.pod.PodStrategy}.
 */
package dev.coracle.apiserver.registry.pod;
