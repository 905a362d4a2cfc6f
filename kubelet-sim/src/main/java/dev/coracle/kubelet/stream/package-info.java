// SPDX-License-Identifier: Apache-2.0

/**
 * The standard streams of containers and commands, the log, and those who are attached. Start at
 * {@link dev.coracle.kubelet.stream.ContainerStreams}.
 */
package dev.coracle.kubelet.stream;
