// SPDX-License-Identifier: Apache-2.0

/**
 * The controller of the Service {@code kubernetes}, by which Pods find the API server. Start at
 * {@link dev.coracle.controller.kubernetesservice.KubernetesServiceController}.
 */
package dev.coracle.controller.kubernetesservice;
