// SPDX-License-Identifier: Apache-2.0

/**
 * What a node is, and what it is given: options, network, images, events. Start at {@link
 * dev.coracle.kubelet.node.NodeServices}.
 */
package dev.coracle.kubelet.node;
