// SPDX-License-Identifier: Apache-2.0

/**
 * Reasons: why Pods, Services and Ingresses are not as their manifests want them, read from what
 * the API and the logs say. Start at {@link dev.coracle.testing.report.Reasons}.
 */
package dev.coracle.testing.report;
