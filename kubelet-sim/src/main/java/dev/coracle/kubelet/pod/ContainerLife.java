// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.time.Time;

/**
 * What goes on with a container on its node, whatever its status says meanwhile.
 *
 * <pre>
 *                 restart, next attempt
 *        ┌──────────────────────────────────────┐
 *        ▼                                      │ timer
 *    ┌──────┐ start ┌──────────┐ started ┌──────┴──┐
 *    │ Idle ├──────►│ Starting ├──┐      │ Delayed │
 *    └┬───▲─┘       └────┬─────┘  │      └──────▲──┘
 *     │   │              │        ▼             │
 *     │   │ exited       │   ┌─────────┐        │
 *     │   └──────────────┼───┤ Running │        │
 *     │                  │   └─────────┘        │
 *     │ no image,        │ no configuration     │
 *     │ back-off         └──────────────────────┤
 *     └─────────────────────────────────────────┘
 * </pre>
 */
sealed interface ContainerLife {

  /** Nothing goes on: not begun, or ended until its Pod says what is next. */
  record Idle() implements ContainerLife {

    Starting start() {
      return new Starting(false);
    }

    Delayed delay(Time.Timer timer) {
      return new Delayed(timer);
    }
  }

  /** A timer will have it tried again. */
  record Delayed(Time.Timer timer) implements ContainerLife {

    Idle cancel() {
      timer.cancel();
      return new Idle();
    }
  }

  /**
   * Its program is being started on a thread of its own.
   *
   * @param stopRequested whether it is to be stopped as soon as it runs
   */
  record Starting(boolean stopRequested) implements ContainerLife {

    Starting stop() {
      return new Starting(true);
    }

    Running started(ContainerRun run, ContainerHealth health, ContainerStop stop) {
      return new Running(run, health, stop);
    }

    /** What it needs is not there. */
    Idle failed() {
      return new Idle();
    }
  }

  /** Its program runs, or is being stopped. */
  record Running(ContainerRun run, ContainerHealth health, ContainerStop stop)
      implements ContainerLife {

    Idle exited() {
      return new Idle();
    }
  }
}
