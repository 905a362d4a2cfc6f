// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The frames of one SPDY/3.1 session on the server's side, as the SPDY draft 3.1 has them: those
 * that Kubernetes' clients send are read, all others are passed over. Streams have no flow control
 * of their own, as Kubernetes' implementation has none.
 *
 * <p>Read and written by one thread at a time each.
 */
final class SpdyCodec implements AutoCloseable {

  private static final int HEADER = 8;
  private static final int LARGEST = 1 << 20;
  private static final int VERSION = 0x8003;
  private static final int SYN_STREAM = 1;
  private static final int SYN_REPLY = 2;
  private static final int RST_STREAM = 3;
  private static final int PING = 6;
  private static final int HEADERS = 8;
  private static final int LAST = 1;
  private static final int CANCEL = 5;

  private final SpdyHeaders headers = new SpdyHeaders();
  private byte[] early = new byte[0];

  /** Takes in bytes, and returns the frames that are whole with them. */
  List<SpdyFrame> read(byte[] bytes) throws IOException {
    byte[] all = joined(early, bytes);
    ByteBuffer in = ByteBuffer.wrap(all);
    List<SpdyFrame> frames = new ArrayList<>();
    while (in.remaining() >= HEADER) {
      in.mark();
      int first = in.getInt();
      int second = in.getInt();
      int length = second & 0xffffff;
      if (length > LARGEST) {
        throw new ProtocolException("frame of " + length + " bytes (expected: at most 1 MiB)");
      }
      if (in.remaining() < length) {
        in.reset();
        break;
      }
      byte[] payload = new byte[length];
      in.get(payload);
      take(first, second >>> 24, payload, frames);
    }
    early = Arrays.copyOfRange(all, in.position(), all.length);
    return frames;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private void take(int first, int flags, byte[] payload, List<SpdyFrame> frames)
      throws IOException {
    if (first >= 0) {
      frames.add(new SpdyFrame.Data(first, payload, (flags & LAST) != 0));
      return;
    }
    if (first >>> 16 != VERSION) {
      throw new ProtocolException("SPDY version " + (first >>> 16 & 0x7fff) + " (expected: 3)");
    }
    ByteBuffer in = ByteBuffer.wrap(payload);
    switch (first & 0xffff) {
      case SYN_STREAM -> {
        require(in, 10);
        int stream = in.getInt();
        frames.add(new SpdyFrame.Open(stream, headers.read(rest(payload, 10))));
      }
      case RST_STREAM -> {
        require(in, 8);
        frames.add(new SpdyFrame.Reset(in.getInt()));
      }
      case PING -> {
        require(in, 4);
        frames.add(new SpdyFrame.Ping(in.getInt()));
      }
      case HEADERS -> {
        require(in, 4);
        // Nobody wants them, but the blocks that follow lean on them.
        headers.read(rest(payload, 4));
      }
      default -> {}
    }
  }

  private static void require(ByteBuffer in, int bytes) throws IOException {
    if (in.remaining() < bytes) {
      throw new ProtocolException("frame of " + in.remaining() + " bytes ends early");
    }
  }

  private static byte[] rest(byte[] payload, int from) {
    return Arrays.copyOfRange(payload, from, payload.length);
  }

  /** Accepts a stream. */
  byte[] accept(int stream) {
    byte[] block = headers.writeNone();
    return control(SYN_REPLY, 4 + block.length).putInt(stream).put(block).array();
  }

  static byte[] data(int stream, byte[] bytes, int length, boolean last) {
    return ByteBuffer.allocate(HEADER + length)
        .putInt(stream)
        .putInt((last ? LAST << 24 : 0) | length)
        .put(bytes, 0, length)
        .array();
  }

  static byte[] reset(int stream) {
    return control(RST_STREAM, 8).putInt(stream).putInt(CANCEL).array();
  }

  static byte[] ping(int id) {
    return control(PING, 4).putInt(id).array();
  }

  private static ByteBuffer control(int type, int length) {
    return ByteBuffer.allocate(HEADER + length).putInt(VERSION << 16 | type).putInt(length);
  }

  @Override
  public void close() {
    headers.close();
  }
}
