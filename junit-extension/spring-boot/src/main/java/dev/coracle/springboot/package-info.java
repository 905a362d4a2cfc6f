// SPDX-License-Identifier: Apache-2.0

/**
 * Spring Boot applications as programs of containers. Start at {@link
 * dev.coracle.springboot.SpringBootPrograms}.
 */
@org.jspecify.annotations.NullMarked
package dev.coracle.springboot;
