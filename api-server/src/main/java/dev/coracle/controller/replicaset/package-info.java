// SPDX-License-Identifier: Apache-2.0

/**
 * The controller of ReplicaSets: as many Pods of one template as are asked for. Start at {@link
 * dev.coracle.controller.replicaset.ReplicaSetController}.
 */
package dev.coracle.controller.replicaset;
