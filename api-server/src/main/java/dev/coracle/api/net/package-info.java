// SPDX-License-Identifier: Apache-2.0

/**
 * IP addresses and blocks of them as values: what every part of the cluster keys and compares by. A
 * text is parsed once, where it comes in. Start at {@link IpAddress}.
 */
package dev.coracle.api.net;
