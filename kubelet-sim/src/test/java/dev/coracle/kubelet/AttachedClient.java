// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.NodeConnection.ExecOptions;
import dev.coracle.api.NodeConnection.Streams;
import dev.coracle.kubelet.stream.StandardInput;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A client at the streams of a container or a command: what it types, and what it sees. */
final class AttachedClient implements AutoCloseable {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final StandardInput keyboard = new StandardInput();
  private final Screen screen = new Screen();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<Integer> code;

  private AttachedClient(NodeConnection nodes, KubeObject pod, ExecOptions options) {
    Streams streams = new Streams(keyboard, screen, screen);
    this.code =
        thread.submit(
            () -> {
              if (options.command().isEmpty()) {
                nodes.attach(pod, options, streams);
                return 0;
              }
              return nodes.exec(pod, options, streams);
            });
  }

  /** Attaches to the first container of a Pod. */
  static AttachedClient attach(KubeletTester node, String pod) {
    boolean tty = node.pod(pod).at("spec", "containers").path(0).path("tty").asBoolean(false);
    return new AttachedClient(
        node.kubelets, node.pod(pod), new ExecOptions("", List.of(), true, true, true, tty));
  }

  /** Runs a command at a terminal, or without one. */
  static AttachedClient exec(KubeletTester node, String pod, boolean tty, String... command) {
    return new AttachedClient(
        node.kubelets, node.pod(pod), new ExecOptions("", List.of(command), true, true, true, tty));
  }

  void type(String keys) throws InterruptedException {
    keyboard.feed(keys.getBytes(StandardCharsets.UTF_8));
  }

  /** Types, and waits until something is seen. */
  void type(String keys, String until) throws InterruptedException {
    type(keys);
    screen.await(until);
  }

  /** Ends what is typed, as Ctrl-D and closed pipes do on the client's side. */
  AttachedClient endInput() {
    keyboard.end();
    return this;
  }

  /** Waits until the connection is over; what has been seen. */
  String seen() throws Exception {
    int unused = code();
    return screen.text();
  }

  /** Waits until the connection is over; the command's exit code. */
  int code() throws Exception {
    return code.get(PATIENCE, TimeUnit.NANOSECONDS);
  }

  /** Goes away without a word. */
  void vanish() {
    thread.shutdownNow();
  }

  @Override
  public void close() {
    vanish();
  }

  private static final class Screen extends OutputStream {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      bytes.write(b);
      notifyAll();
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    synchronized void await(String part) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE;
      while (!text().contains(part)) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("expected to see: " + part + "\nbut saw: " + text());
        }
        wait(left);
      }
    }
  }
}
