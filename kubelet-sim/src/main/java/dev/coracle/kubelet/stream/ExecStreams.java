// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import dev.coracle.api.NodeConnection.ExecOptions;
import dev.coracle.api.NodeConnection.Streams;
import dev.coracle.api.time.Time;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The streams of one command that is run for a client: the client's own, or those of a terminal in
 * between.
 */
public final class ExecStreams implements AutoCloseable {

  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;
  private final boolean tty;
  private final Optional<InputPump> pump;

  private ExecStreams(
      InputStream in, OutputStream out, OutputStream err, boolean tty, Optional<InputPump> pump) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.tty = tty;
    this.pump = pump;
  }

  /** The streams of a command that nobody types to. */
  public static ExecStreams of(OutputStream out, OutputStream err) {
    return new ExecStreams(InputStream.nullInputStream(), out, err, false, Optional.empty());
  }

  /** The streams of a client's command; at Ctrl-C on a terminal the command is interrupted. */
  public static ExecStreams of(
      Time time, String what, ExecOptions wanted, Streams client, Runnable interrupt) {
    if (wanted.tty()) {
      Terminal terminal = new Terminal(client.stdout(), interrupt);
      OutputStream out = terminal.output();
      return new ExecStreams(
          terminal.input(),
          out,
          out,
          true,
          pump(time, what, wanted, client, terminal::type, terminal.input()));
    }
    StandardInput input = new StandardInput();
    return new ExecStreams(
        input,
        client.stdout(),
        client.stderr(),
        false,
        pump(time, what, wanted, client, input::feed, input));
  }

  private static Optional<InputPump> pump(
      Time time,
      String what,
      ExecOptions wanted,
      Streams client,
      InputPump.Sink sink,
      StandardInput input) {
    if (!wanted.stdin()) {
      input.end();
      return Optional.empty();
    }
    return Optional.of(InputPump.start(time, what, client.stdin(), sink, input::end));
  }

  public InputStream in() {
    return in;
  }

  public OutputStream out() {
    return out;
  }

  public OutputStream err() {
    return err;
  }

  public boolean tty() {
    return tty;
  }

  @Override
  public void close() {
    pump.ifPresent(InputPump::close);
  }
}
