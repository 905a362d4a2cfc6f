// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The bytes of messages as a stream that waits for the next one. */
final class MessageInput extends InputStream {

  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private byte[] current = new byte[0];
  private int position;
  private boolean ended;

  void add(byte[] message) {
    messages.add(message);
  }

  void end() {
    messages.add(END);
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
        current = messages.take();
        position = 0;
        ended = current == END;
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
