// SPDX-License-Identifier: Apache-2.0

/**
 * Threads of user code, counted so that time knows when they wait. Start at {@link
 * dev.coracle.kubelet.thread.CountedThreads}.
 */
package dev.coracle.kubelet.thread;
