// SPDX-License-Identifier: Apache-2.0

/**
 * A program that runs: its threads, sockets and servers, and its end. Start at {@link
 * dev.coracle.kubelet.process.ContainerProcess}.
 */
package dev.coracle.kubelet.process;
