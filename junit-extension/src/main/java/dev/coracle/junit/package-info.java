// SPDX-License-Identifier: Apache-2.0

/** The cluster as a JUnit Jupiter extension. */
package dev.coracle.junit;
