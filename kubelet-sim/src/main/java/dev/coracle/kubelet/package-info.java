// SPDX-License-Identifier: Apache-2.0

/**
 * The nodes: each registers itself, runs the Pods bound to it as Java objects, and reports what
 * became of them. Start at {@link dev.coracle.kubelet.Kubelets}.
 */
package dev.coracle.kubelet;
