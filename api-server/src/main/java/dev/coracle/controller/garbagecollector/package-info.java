// SPDX-License-Identifier: Apache-2.0

/**
 * The garbage collector: what no owner holds any more goes. Start at {@link
 * dev.coracle.controller.garbagecollector.GarbageCollector}.
 */
package dev.coracle.controller.garbagecollector;
