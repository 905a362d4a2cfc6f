// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.thread;

/** Whether a thread of user code waits for something, as far as the JVM can tell. */
final class Rest {

  private Rest() {}

  static boolean isAtRest(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, BLOCKED -> true;
      case RUNNABLE -> isInNativeCode(thread.getStackTrace());
      case NEW, TERMINATED -> false;
    };
  }

  /** A thread that accepts, reads or polls is runnable for the JVM, but waits in the system. */
  private static boolean isInNativeCode(StackTraceElement[] stack) {
    return stack.length > 0 && stack[0].isNativeMethod();
  }
}
