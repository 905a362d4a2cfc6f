// SPDX-License-Identifier: Apache-2.0

/**
 * Namespaces, and the kinds that hold data and records. Start at {@link
 * dev.coracle.apiserver.registry.config.ConfigMapStrategy}.
 */
package dev.coracle.apiserver.registry.config;
