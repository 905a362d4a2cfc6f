// SPDX-License-Identifier: Apache-2.0

/**
 * What all kinds share in the life of a write: the strategy, the rules of metadata, names and
 * addresses, columns of tables. Start at {@link dev.coracle.apiserver.registry.ResourceStrategy}
 * and {@link dev.coracle.apiserver.registry.Registry}.
 */
package dev.coracle.apiserver.registry;
