// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.stream.Attachment.Chunk;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The standard streams of one run of a container: what it writes goes to its log and to everybody
 * attached, and what they send is its input, over a terminal if it has one.
 *
 * <p>A container that reads for one client only ({@code stdinOnce}, as {@code kubectl run -i} makes
 * it) keeps what it writes until that client comes, be it after its end: nothing of it is lost to
 * the race between the two. Thread-safe.
 */
public final class ContainerStreams {

  private static final int MOST_KEPT = 64 << 10;

  private final ContainerSpec spec;
  private final Optional<Terminal> terminal;
  private final Optional<StandardInput> input;
  private final PrintStream stdout;
  private final PrintStream stderr;
  private final Deque<Chunk> kept = new ArrayDeque<>();
  private final List<Attachment> attached = new ArrayList<>();
  private int keptBytes;
  private boolean keeps;
  private boolean ended;
  private volatile Runnable interrupt = () -> {};

  public ContainerStreams(ContainerSpec spec, LogBuffer log) {
    this.spec = spec;
    this.keeps = spec.stdin() && spec.stdinOnce();
    OutputStream out = new Shared(log.stream(false), false);
    this.terminal =
        spec.tty() ? Optional.of(new Terminal(out, () -> interrupt.run())) : Optional.empty();
    this.input =
        spec.stdin()
            ? Optional.of(terminal.map(Terminal::input).orElseGet(StandardInput::new))
            : Optional.empty();
    this.stdout = print(terminal.map(Terminal::output).orElse(out));
    this.stderr = spec.tty() ? stdout : print(new Shared(log.stream(true), true));
  }

  private static PrintStream print(OutputStream out) {
    return new PrintStream(out, false, StandardCharsets.UTF_8);
  }

  /** The streams as the program has them. */
  public StandardStreams ofProgram() {
    InputStream in = input.isPresent() ? input.get() : InputStream.nullInputStream();
    return new StandardStreams(in, stdout, stderr, spec.tty());
  }

  /** Sets what happens at Ctrl-C. */
  public void onInterrupt(Runnable action) {
    interrupt = action;
  }

  public boolean takesInput() {
    return input.isPresent();
  }

  /** Whether a client that leaves takes the input with it. */
  public boolean endsInputWithClient() {
    return spec.stdinOnce() && !spec.tty();
  }

  /** Hands over what a client has sent. */
  public void send(byte[] bytes) throws IOException, InterruptedException {
    if (terminal.isPresent()) {
      terminal.get().type(bytes);
    } else {
      input.orElseThrow().feed(bytes);
    }
  }

  public void endInput() {
    input.ifPresent(StandardInput::end);
  }

  /** Whether there is something to attach to: a run, or what one has left for its only client. */
  public synchronized boolean canBeAttached() {
    return !ended || keeps;
  }

  /** Lets a client have what is written from now on. */
  public synchronized Attachment attach() throws InterruptedException {
    Attachment attachment = new Attachment();
    for (Chunk chunk : kept) {
      attachment.add(chunk);
    }
    kept.clear();
    keeps = false;
    attached.add(attachment);
    if (ended) {
      attachment.end();
    }
    return attachment;
  }

  public void detach(Attachment attachment) {
    attachment.leave();
    synchronized (this) {
      attached.remove(attachment);
    }
  }

  /** The container has ended. */
  public synchronized void end() {
    ended = true;
    attached.forEach(Attachment::end);
    endInput();
  }

  private synchronized List<Attachment> receivers(Chunk chunk) {
    if (keeps) {
      kept.add(chunk);
      keptBytes += chunk.bytes().length;
      while (keptBytes > MOST_KEPT && kept.size() > 1) {
        keptBytes -= kept.remove().bytes().length;
      }
    }
    return List.copyOf(attached);
  }

  /** Writes to the log and to everybody attached. */
  private final class Shared extends OutputStream {

    private final OutputStream log;
    private final boolean isStderr;

    Shared(OutputStream log, boolean isStderr) {
      this.log = log;
      this.isStderr = isStderr;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      log.write(bytes, offset, length);
      Chunk chunk =
          new Chunk(isStderr, java.util.Arrays.copyOfRange(bytes, offset, offset + length));
      try {
        for (Attachment attachment : receivers(chunk)) {
          attachment.add(chunk);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while writing");
      }
    }
  }
}
