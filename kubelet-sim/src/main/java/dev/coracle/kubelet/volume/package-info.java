// SPDX-License-Identifier: Apache-2.0

/**
 * What a node puts into the file systems of its Pods: volumes, and the files of /etc. Start at
 * {@link dev.coracle.kubelet.volume.PodVolumes}.
 */
package dev.coracle.kubelet.volume;
