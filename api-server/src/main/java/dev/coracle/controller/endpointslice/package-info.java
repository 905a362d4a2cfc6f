// SPDX-License-Identifier: Apache-2.0

/**
 * The controllers of endpoints: the EndpointSlices and the Endpoints of Services from their Pods,
 * and the slices that mirror Endpoints written by people. Start at {@link
 * dev.coracle.controller.endpointslice.EndpointSliceController}.
 */
package dev.coracle.controller.endpointslice;
