// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A short blocking task on a thread of its own, held until it ends. */
final class Work {

  private Work() {}

  static void start(String what, Runnable task, Activity activity, Threads threads) {
    Time.Hold hold = activity.hold(what);
    if (!threads.run(() -> run(what, task, hold))) {
      hold.close();
    }
  }

  private static void run(String what, Runnable task, Time.Hold hold) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      logger().atError().addKeyValue("work", what).setCause(e).log("work failed");
    } finally {
      hold.close();
    }
  }

  /** Found when it is needed: logging takes as long to load as the rest of this package. */
  private static Logger logger() {
    return LoggerFactory.getLogger(Work.class);
  }
}
