// SPDX-License-Identifier: Apache-2.0

/**
 * The controller of load balancers: Services of type LoadBalancer get addresses from a pool. Start
 * at {@link dev.coracle.controller.service.LoadBalancerController}.
 */
package dev.coracle.controller.service;
