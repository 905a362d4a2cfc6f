// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import java.time.Instant;

/**
 * How far a Pod has come on its node.
 *
 * <pre>
 *                 ┌──────────── refused ─────────────────────────────┐
 *                 │                                                  ▼
 *   ┌─────────┐   │   ┌──────────────┐      ┌─────────┐        ┌──────────┐
 *   │ Pending ├───┴──►│ Initializing ├─────►│ Running ├───────►│ Finished │
 *   └────┬────┘       └──────┬───────┘      └────┬────┘        └──────────┘
 *        │                   │  deletion, deadline, eviction         ▲
 *        │                   ▼                   ▼                  │
 *        │            ┌─────────────────────────────┐               │
 *        └───────────►│         Terminating         ├───────────────┘
 *                     └─────────────────────────────┘
 * </pre>
 */
sealed interface PodState {

  /** Accepted, but without address and volumes yet. */
  record Pending() implements PodState {

    Initializing initialize() {
      return new Initializing();
    }

    Terminating terminate(Cause cause, Instant deadline) {
      return new Terminating(cause, deadline);
    }

    Finished refuse(Cause cause) {
      return new Finished(cause);
    }
  }

  /** On the network; its init containers run one after the other. */
  record Initializing() implements PodState {

    Running run() {
      return new Running();
    }

    Terminating terminate(Cause cause, Instant deadline) {
      return new Terminating(cause, deadline);
    }
  }

  /** Its containers have been started. */
  record Running() implements PodState {

    Terminating terminate(Cause cause, Instant deadline) {
      return new Terminating(cause, deadline);
    }

    /** All containers have ended and none will be restarted. */
    Finished finish() {
      return new Finished(Cause.NONE);
    }
  }

  /** Its containers are being stopped. */
  record Terminating(Cause cause, Instant deadline) implements PodState {

    /** A second, stricter request can only shorten what is left. */
    Terminating sooner(Instant other) {
      return other.isBefore(deadline) ? new Terminating(cause, other) : this;
    }

    Finished finish() {
      return new Finished(cause);
    }
  }

  /** Nothing of it runs any more, and nothing will. */
  record Finished(Cause cause) implements PodState {}

  /** Why a Pod ended as a whole; reason and message of its status. */
  record Cause(String reason, String message, boolean failed) {

    /** Its containers ended by themselves, or it was deleted. */
    static final Cause NONE = new Cause("", "", false);

    static Cause failure(String reason, String message) {
      return new Cause(reason, message, true);
    }
  }
}
