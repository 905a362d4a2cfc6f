// SPDX-License-Identifier: Apache-2.0

/**
 * The controller of nodes: one that falls silent is tainted, and its Pods leave it. Start at {@link
 * dev.coracle.controller.nodelifecycle.NodeLifecycleController}.
 */
package dev.coracle.controller.nodelifecycle;
