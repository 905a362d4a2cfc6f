// SPDX-License-Identifier: Apache-2.0

/** Tests to copy from, one class for each theme. */
package dev.coracle.samples;
