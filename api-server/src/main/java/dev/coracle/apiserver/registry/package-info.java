// SPDX-License-Identifier: Apache-2.0

/**
 * What is particular to each kind: defaults, allocation, validation, what a write may change. Start
 * at {@link dev.coracle.apiserver.registry.ResourceStrategy} and {@link
 * dev.coracle.apiserver.registry.Registry}.
 */
package dev.coracle.apiserver.registry;
