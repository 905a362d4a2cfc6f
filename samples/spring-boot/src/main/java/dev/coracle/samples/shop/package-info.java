// SPDX-License-Identifier: Apache-2.0

/** A small shop that asks another Service for its prices. */
@org.jspecify.annotations.NullMarked
package dev.coracle.samples.shop;
