// SPDX-License-Identifier: Apache-2.0

/**
 * The registry of images: those of the test, those built in, and a stand-in for all others. Start
 * at {@link dev.coracle.kubelet.image.ImageRegistry}.
 */
package dev.coracle.kubelet.image;
