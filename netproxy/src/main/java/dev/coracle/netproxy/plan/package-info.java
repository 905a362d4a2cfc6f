// SPDX-License-Identifier: Apache-2.0

/**
 * Where the addresses of the cluster really are on this machine, and what listens there.
 *
 * <p>Start at {@link dev.coracle.netproxy.plan.Binder}.
 */
package dev.coracle.netproxy.plan;
