// SPDX-License-Identifier: Apache-2.0

/**
 * A cluster that is not ours, reached through its API server alone: discovery, logs, exec and
 * port-forward. Start at {@link dev.coracle.testing.remote.RemoteCluster}.
 */
package dev.coracle.testing.remote;
