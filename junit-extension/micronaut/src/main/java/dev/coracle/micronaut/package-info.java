// SPDX-License-Identifier: Apache-2.0

/**
 * Micronaut applications as programs of containers. Start at {@link
 * dev.coracle.micronaut.MicronautPrograms}.
 */
@org.jspecify.annotations.NullMarked
package dev.coracle.micronaut;
