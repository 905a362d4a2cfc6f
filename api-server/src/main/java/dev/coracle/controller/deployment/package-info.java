// SPDX-License-Identifier: Apache-2.0

/**
 * The controller of Deployments: each template gets a ReplicaSet, and Pods move from the old ones
 * to the new one as the strategy has it. Start at {@link
 * dev.coracle.controller.deployment.DeploymentController}.
 */
package dev.coracle.controller.deployment;
