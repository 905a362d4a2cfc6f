// SPDX-License-Identifier: Apache-2.0

/**
 * What a cluster has without being told: the strategy of every built-in kind. Start at {@link
 * dev.coracle.apiserver.builtin.BuiltInStrategies}.
 */
package dev.coracle.apiserver.builtin;
