// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Streams that somebody else closes. */
final class Unclosed {

  private Unclosed() {}

  /** Reads from a stream that stays open. */
  static final class Input extends FilterInputStream {
    Input(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // Stays open for its owner.
    }
  }

  /** Writes to a stream that stays open. */
  static final class Output extends FilterOutputStream {
    Output(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
