// SPDX-License-Identifier: Apache-2.0

/**
 * The file systems of containers and volumes, in memory. Start at {@link
 * dev.coracle.kubelet.files.ContainerFileSystem}.
 */
package dev.coracle.kubelet.files;
