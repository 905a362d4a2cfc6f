// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import java.io.IOException;
import java.io.OutputStream;

/** Passes bytes on and counts them. */
final class CountingOutput extends OutputStream {

  private OutputStream target;
  private long count;

  CountingOutput(OutputStream target) {
    this.target = target;
  }

  /** Passes what comes from now on to another stream. */
  CountingOutput to(OutputStream other) {
    target = other;
    return this;
  }

  long count() {
    return count;
  }

  @Override
  public void write(int b) throws IOException {
    target.write(b);
    count++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    target.write(bytes, offset, length);
    count += length;
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }
}
