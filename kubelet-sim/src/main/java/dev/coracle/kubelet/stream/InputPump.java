// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import dev.coracle.api.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Carries what a client sends to where it is read, on a thread of its own. */
public final class InputPump implements AutoCloseable {

  /** Takes some bytes, and waits where there are too many. */
  @FunctionalInterface
  public interface Sink {

    void accept(byte[] bytes) throws IOException, InterruptedException;
  }

  private final Time.Worker worker;

  private InputPump(Time.Worker worker) {
    this.worker = worker;
  }

  /**
   * Starts.
   *
   * @param atEnd called when the client sends no more
   */
  public static InputPump start(Time time, String what, InputStream from, Sink to, Runnable atEnd) {
    return new InputPump(time.spawn("input of " + what, () -> run(from, to, atEnd)));
  }

  private static void run(InputStream from, Sink to, Runnable atEnd) {
    byte[] buffer = new byte[8192];
    try {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        to.accept(Arrays.copyOf(buffer, count));
      }
      atEnd.run();
    } catch (IOException e) {
      // The client has gone: that is the end of what it sends.
      atEnd.run();
    } catch (InterruptedException e) {
      // Nobody reads any more.
    }
  }

  @Override
  public void close() {
    worker.interrupt();
  }
}
