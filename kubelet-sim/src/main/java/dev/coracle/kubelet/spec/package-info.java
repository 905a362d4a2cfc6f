// SPDX-License-Identifier: Apache-2.0

/**
 * What the document of a Pod says, as its node reads it: containers, probes, and the environment
 * that they make of what they refer to. Start at {@link dev.coracle.kubelet.spec.PodSpec}.
 */
package dev.coracle.kubelet.spec;
