// SPDX-License-Identifier: Apache-2.0

/**
 * The network of the cluster: what is published in the API as an address answers on a real socket.
 */
package dev.coracle.netproxy;
