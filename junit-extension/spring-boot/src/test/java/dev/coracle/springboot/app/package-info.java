// SPDX-License-Identifier: Apache-2.0

/** An application to test with. */
@org.jspecify.annotations.NullMarked
package dev.coracle.springboot.app;
