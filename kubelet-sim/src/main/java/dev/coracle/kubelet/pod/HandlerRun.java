// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.kubelet.thread.CountedThreads;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run of a probe or hook: a blocking action on a thread of user code, and the timer that cuts
 * it off. Whoever comes first, the answer is given once, on the loop.
 */
final class HandlerRun {

  private final CountedThreads threads;
  private final Consumer<ProbeResult> done;
  private volatile boolean over;
  private volatile Socket socket = new Socket();

  private HandlerRun(CountedThreads threads, Consumer<ProbeResult> done) {
    this.threads = threads;
    this.done = done;
  }

  /**
   * Starts; called on the loop.
   *
   * @param threads counted while this runs
   * @param action given a consumer for the socket to be closed at the timeout
   */
  static void start(
      Time time,
      Loop loop,
      CountedThreads threads,
      String what,
      Duration timeout,
      ProbeResult onTimeout,
      Function<Consumer<Socket>, ProbeResult> action,
      Consumer<ProbeResult> done) {
    HandlerRun run = new HandlerRun(threads, done);
    threads.enter();
    Time.Timer timer = loop.schedule(timeout, "timeout of " + what, () -> run.finish(onTimeout));
    time.spawn(
        what,
        () -> {
          ProbeResult result = run.act(action);
          loop.execute(
              () -> {
                timer.cancel();
                run.finish(result);
              });
        });
  }

  private ProbeResult act(Function<Consumer<Socket>, ProbeResult> action) {
    try {
      return action.apply(this::opened);
    } catch (RuntimeException e) {
      return ProbeResult.error(String.valueOf(e.getMessage()));
    }
  }

  private void opened(Socket open) {
    socket = open;
    if (over) {
      close();
    }
  }

  private void finish(ProbeResult result) {
    if (!over) {
      over = true;
      close();
      threads.leave();
      done.accept(result);
    }
  }

  private void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is only closed to end a wait.
    }
  }
}
