// SPDX-License-Identifier: Apache-2.0

/**
 * Ingresses and policies. Start at {@link dev.coracle.apiserver.registry.network.IngressStrategy}.
 */
package dev.coracle.apiserver.registry.network;
