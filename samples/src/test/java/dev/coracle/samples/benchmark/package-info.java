// SPDX-License-Identifier: Apache-2.0

/** The benchmark whose results the README shows. Start at {@code Benchmark}. */
package dev.coracle.samples.benchmark;
