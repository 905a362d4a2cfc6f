// SPDX-License-Identifier: Apache-2.0

/**
 * The scheduler: nodes are filtered by what they refuse, and the best of the others is taken. Start
 * at {@link dev.coracle.controller.scheduler.Scheduler}.
 */
package dev.coracle.controller.scheduler;
