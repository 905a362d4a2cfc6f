// SPDX-License-Identifier: Apache-2.0

/**
 * The controllers of what Pods need to call the API server: a ServiceAccount and the certificate of
 * its authority in each Namespace. Start at {@link
 * dev.coracle.controller.serviceaccount.ServiceAccountController}.
 */
package dev.coracle.controller.serviceaccount;
