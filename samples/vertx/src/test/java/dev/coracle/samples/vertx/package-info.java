// SPDX-License-Identifier: Apache-2.0

/** Discovery by Vert.x 5, as its own documentation shows it. */
@org.jspecify.annotations.NullMarked
package dev.coracle.samples.vertx;
