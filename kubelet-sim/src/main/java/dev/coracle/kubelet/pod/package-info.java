// SPDX-License-Identifier: Apache-2.0

/**
 * The life of a Pod on its node: containers, probes, hooks and status. Start at {@link
 * dev.coracle.kubelet.pod.PodWorker}.
 */
package dev.coracle.kubelet.pod;
