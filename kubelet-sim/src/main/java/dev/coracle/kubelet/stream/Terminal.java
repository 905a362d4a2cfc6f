// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A terminal between a client and a program, as the kernel's is by default: it shows what is typed,
 * lets a line be edited until it is entered, and turns control characters into signals.
 *
 * <p>Its input is typed by one client at a time; its output may come from several threads.
 */
final class Terminal {

  private static final int INTERRUPT = 3;
  private static final int END_OF_FILE = 4;
  private static final int BACKSPACE = 8;
  private static final int ERASE_LINE = 21;
  private static final int ERASE_WORD = 23;
  private static final int DELETE = 127;

  private final OutputStream screen;
  private final Runnable interrupt;
  private final StandardInput input = new StandardInput();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * A terminal.
   *
   * @param screen gets what is shown
   * @param interrupt called at Ctrl-C
   */
  Terminal(OutputStream screen, Runnable interrupt) {
    this.screen = screen;
    this.interrupt = interrupt;
  }

  /** What the program reads: whole lines. */
  StandardInput input() {
    return input;
  }

  /** Where the program writes, both its streams. */
  OutputStream output() {
    return new Output();
  }

  /** Takes what a client has typed. */
  synchronized void type(byte[] keys) throws IOException, InterruptedException {
    for (byte key : keys) {
      type(key);
    }
    screen.flush();
  }

  private void type(byte key) throws IOException, InterruptedException {
    switch (key) {
      case '\r', '\n' -> {
        line.write('\n');
        show("\r\n");
        enter();
      }
      case INTERRUPT -> {
        line.reset();
        input.clear();
        show("^C");
        interrupt.run();
      }
      case END_OF_FILE -> {
        if (line.size() == 0) {
          input.endOfFile();
        } else {
          enter();
        }
      }
      case BACKSPACE, DELETE -> eraseTo(beforeLast());
      case ERASE_LINE -> eraseTo(0);
      case ERASE_WORD -> eraseTo(beforeWord());
      default -> {
        line.write(key);
        show(key >= 0 && key < ' ' && key != '\t' ? "^" + (char) (key + '@') : "", key);
      }
    }
  }

  private void enter() throws InterruptedException {
    input.feed(line.toByteArray());
    line.reset();
  }

  // The last character may be of several bytes.
  private int beforeLast() {
    byte[] bytes = line.toByteArray();
    int end = bytes.length - 1;
    while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return Math.max(end, 0);
  }

  private int beforeWord() {
    String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
    String kept = text.substring(0, text.lastIndexOf(' ') + 1);
    return kept.getBytes(StandardCharsets.UTF_8).length;
  }

  private void eraseTo(int length) throws IOException {
    byte[] bytes = line.toByteArray();
    byte[] erased = Arrays.copyOfRange(bytes, length, bytes.length);
    line.reset();
    line.write(bytes, 0, length);
    show("\b \b".repeat(new String(erased, StandardCharsets.UTF_8).length()));
  }

  private void show(String control, byte key) throws IOException {
    if (control.isEmpty()) {
      screen.write(key);
    } else {
      show(control);
    }
  }

  private void show(String text) throws IOException {
    screen.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private final class Output extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteArrayOutputStream shown = new ByteArrayOutputStream(length + 8);
      for (int i = offset; i < offset + length; i++) {
        if (bytes[i] == '\n') {
          shown.write('\r');
        }
        shown.write(bytes[i]);
      }
      screen.write(shown.toByteArray());
    }

    @Override
    public void flush() throws IOException {
      screen.flush();
    }
  }
}
