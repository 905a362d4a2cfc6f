// SPDX-License-Identifier: Apache-2.0

/**
 * Time as one object: the clock, the timers and the threads of a cluster, real or advanced by hand.
 */
package dev.coracle.api.time;
