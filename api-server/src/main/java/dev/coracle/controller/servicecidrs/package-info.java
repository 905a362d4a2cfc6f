// SPDX-License-Identifier: Apache-2.0

/**
 * The controllers of Service addresses: the ranges they come from, and the IPAddress each one has.
 * Start at {@link dev.coracle.controller.servicecidrs.ServiceCidrController}.
 */
package dev.coracle.controller.servicecidrs;
