// SPDX-License-Identifier: Apache-2.0

/**
 * The controller of StatefulSets: Pods with names that stay, made, ended and replaced in order.
 * Start at {@link dev.coracle.controller.statefulset.StatefulSetController}.
 */
package dev.coracle.controller.statefulset;
