// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The bytes of messages as a stream that waits for the next one. */
final class MessageInput extends InputStream {

  private static final Message END = new Message(new byte[0], () -> {});

  /** Bytes, and what is run when their reader asks for more or wants none. */
  private record Message(byte[] bytes, Runnable taken) {}

  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private Message message = END;
  private byte[] current = END.bytes();
  private int position;
  private boolean ended;
  private volatile boolean discarded;

  void add(byte[] bytes) {
    add(bytes, () -> {});
  }

  /** Adds bytes; {@code taken} is run when they have been read and the next are asked for. */
  void add(byte[] bytes, Runnable taken) {
    messages.add(new Message(bytes, taken));
    if (discarded) {
      drain();
    }
  }

  void end() {
    messages.add(END);
  }

  /** Nobody reads on: what has come and what will come is taken. */
  void discard() {
    discarded = true;
    message.taken().run();
    message = END;
    drain();
  }

  private void drain() {
    for (Message left = messages.poll(); left != null; left = messages.poll()) {
      left.taken().run();
    }
  }

  @Override
  public int read() throws IOException {
    return fill() ? current[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, current.length - position);
    System.arraycopy(current, position, into, offset, count);
    position += count;
    return count;
  }

  private boolean fill() throws IOException {
    try {
      while (!ended && position == current.length) {
        message.taken().run();
        message = END;
        message = messages.take();
        current = message.bytes();
        position = 0;
        ended = message == END || discarded;
      }
      if (discarded) {
        message.taken().run();
        message = END;
      }
      return !ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for input");
    }
  }

  @Override
  public int available() {
    return current.length - position;
  }
}
