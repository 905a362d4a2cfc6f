// SPDX-License-Identifier: Apache-2.0

/** The sandbox: a cluster to explore with kubectl, served from one executable jar. */
package dev.coracle.samples.sandbox;
