// SPDX-License-Identifier: Apache-2.0

/**
 * The controller of PodDisruptionBudgets: how many Pods may be missing, and how many are. Start at
 * {@link dev.coracle.controller.disruption.PodDisruptionBudgetController}.
 */
package dev.coracle.controller.disruption;
