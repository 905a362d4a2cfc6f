// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A script as it comes in: one complete command after the other, each before the next one is read,
 * since what follows may be meant for the command itself.
 */
public final class CommandReader {

  private final InputStream in;
  private final Runnable onContinuation;
  private boolean lineBegun;
  private boolean discarded;

  /**
   * A reader.
   *
   * @param onContinuation called before a line that goes on with an unfinished command
   */
  public CommandReader(InputStream in, Runnable onContinuation) {
    this.in = in;
    this.onContinuation = onContinuation;
  }

  /** Forgets the lines of an unfinished command, unless one that may finish it is being read. */
  public synchronized boolean discard() {
    discarded |= !lineBegun;
    return !lineBegun;
  }

  /** The last command has been dealt with: until the first byte of a line comes, none is begun. */
  public void ready() {
    begin(false);
  }

  private synchronized boolean isDiscarded() {
    boolean before = discarded;
    discarded = false;
    return before;
  }

  private synchronized void begin(boolean line) {
    lineBegun = line;
  }

  /**
   * The next command, of one or more lines; empty at the end of the input.
   *
   * @throws ShellSyntaxException if the lines are no command
   */
  public Optional<Command> next() throws IOException {
    var text = new StringBuilder();
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (isDiscarded()) {
        text.setLength(0);
      }
      text.append(line);
      Optional<Command> command = ShellParser.parseIfComplete(text.toString());
      if (command.isPresent()) {
        return command;
      }
      onContinuation.run();
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(ShellParser.parse(text.toString()));
  }

  // Byte by byte: what follows the line is for whoever reads next.
  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    begin(false);
    for (int b = in.read(); b >= 0; b = in.read()) {
      begin(true);
      line.write(b);
      if (b == '\n') {
        break;
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
