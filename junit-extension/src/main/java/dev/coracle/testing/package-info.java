// SPDX-License-Identifier: Apache-2.0

/** The cluster as a fixture: the one place where the components are wired to each other. */
package dev.coracle.testing;
