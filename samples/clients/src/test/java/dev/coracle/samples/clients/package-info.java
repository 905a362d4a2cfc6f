// SPDX-License-Identifier: Apache-2.0

/**
 * The cluster as strangers see it: through fabric8's client, the official Java client and kubectl.
 * Each library's tests stand alone; {@link dev.coracle.samples.clients.ManifestsTest} follows
 * example manifests from {@code kubectl apply} to the answers of every published address.
 */
@org.jspecify.annotations.NullMarked
package dev.coracle.samples.clients;
