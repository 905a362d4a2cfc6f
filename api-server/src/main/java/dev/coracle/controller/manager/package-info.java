// SPDX-License-Identifier: Apache-2.0

/**
 * The process in which all controllers and the scheduler run, and what it is told of its cluster.
 * Start at {@link dev.coracle.controller.manager.Controllers}.
 */
package dev.coracle.controller.manager;
