// SPDX-License-Identifier: Apache-2.0

/** The nodes: each runs the Pods bound to it as Java objects and reports what became of them. */
package dev.coracle.kubelet;
