// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.apiserver.http.SpdyFrame.Data;
import dev.coracle.apiserver.http.SpdyFrame.Open;
import dev.coracle.apiserver.http.SpdyFrame.Ping;
import dev.coracle.apiserver.http.SpdyFrame.Reset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpdyCodecTest {

  private final SpdyCodec codec = new SpdyCodec();
  private final Deflater deflater = new Deflater();

  SpdyCodecTest() {
    deflater.setDictionary(SpdyHeaders.dictionary());
  }

  @AfterEach
  void close() {
    codec.close();
    deflater.end();
  }

  /** The identifier that zlib streams of SPDY/3 carry. */
  @Test
  void dictionary_isThatOfSpdy3() {
    Adler32 checksum = new Adler32();

    checksum.update(SpdyHeaders.dictionary());

    assertThat(checksum.getValue()).isEqualTo(0xe3c6a7c2L);
  }

  @ParameterizedTest(name = "in parts of {0} bytes")
  @ValueSource(ints = {1, 7, 4096})
  void frames_areReadHoweverTheyAreCut(int size) throws IOException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(open(1, "streamtype", "error", "port", "80", "requestid", "0"));
    wire.writeBytes(open(3, "streamtype", "data", "port", "80", "requestid", "0"));
    wire.writeBytes(SpdyCodec.data(3, "hello".getBytes(UTF_8), 5, false));
    wire.writeBytes(SpdyCodec.ping(7));
    wire.writeBytes(SpdyCodec.data(3, new byte[0], 0, true));
    wire.writeBytes(SpdyCodec.reset(3));

    List<SpdyFrame> frames = readInParts(wire.toByteArray(), size);

    assertThat(frames).hasSize(6);
    assertThat(frames.get(0)).isEqualTo(new Open(1, headers("error")));
    assertThat(frames.get(1)).isEqualTo(new Open(3, headers("data")));
    assertThat(frames.get(2))
        .isInstanceOfSatisfying(
            Data.class,
            data -> {
              assertThat(data.stream()).isEqualTo(3);
              assertThat(data.bytes()).asString(UTF_8).isEqualTo("hello");
              assertThat(data.last()).isFalse();
            });
    assertThat(frames.get(3)).isEqualTo(new Ping(7));
    assertThat(frames.get(4))
        .isInstanceOfSatisfying(Data.class, d -> assertThat(d.last()).isTrue());
    assertThat(frames.get(5)).isEqualTo(new Reset(3));
  }

  private List<SpdyFrame> readInParts(byte[] wire, int size) throws IOException {
    List<SpdyFrame> frames = new ArrayList<>();
    for (int at = 0; at < wire.length; at += size) {
      frames.addAll(codec.read(Arrays.copyOfRange(wire, at, Math.min(at + size, wire.length))));
    }
    return frames;
  }

  private static Map<String, String> headers(String type) {
    return Map.of("streamtype", type, "port", "80", "requestid", "0");
  }

  @Test
  void accepted_isAReplyWithoutHeaders() throws Exception {
    ByteBuffer reply = ByteBuffer.wrap(codec.accept(5));

    assertThat(reply.getInt()).isEqualTo(0x80030002);
    assertThat(reply.getInt()).isEqualTo(reply.remaining());
    assertThat(reply.getInt()).isEqualTo(5);
    Inflater inflater = new Inflater();
    inflater.setInput(reply);
    byte[] block = new byte[8];
    assertThat(inflater.inflate(block)).isZero();
    inflater.setDictionary(SpdyHeaders.dictionary());
    assertThat(inflater.inflate(block)).isEqualTo(4);
    assertThat(block).containsOnly(0);
    inflater.end();
  }

  @Test
  void otherFrames_arePassedOver() throws IOException {
    byte[] settings = {(byte) 0x80, 3, 0, 4, 0, 0, 0, 4, 0, 0, 0, 0};

    assertThat(codec.read(settings)).isEmpty();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "8002000600000004 00000001, SPDY version 2 (expected: 3)",
    "8003000600000002 0000, frame of 2 bytes ends early",
    "00000001007fffff, frame of 8388607 bytes (expected: at most 1 MiB)",
    "800300010000000e 0000000100000000 0000 ffffffff, header block: incorrect header check",
  })
  void nonsense_isRefused(String hex, String message) {
    byte[] wire = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));

    assertThatThrownBy(() -> codec.read(wire))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  /** A frame that opens a stream, as a client writes it. */
  private byte[] open(int stream, String... headers) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    plain.writeBytes(number(headers.length / 2));
    for (String text : headers) {
      plain.writeBytes(number(text.length()));
      plain.writeBytes(text.getBytes(UTF_8));
    }
    deflater.setInput(plain.toByteArray());
    byte[] block = new byte[1024];
    int length = deflater.deflate(block, 0, block.length, Deflater.SYNC_FLUSH);
    return ByteBuffer.allocate(18 + length)
        .putInt(0x80030001)
        .putInt(10 + length)
        .putInt(stream)
        .putInt(0)
        .putShort((short) 0)
        .put(block, 0, length)
        .array();
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
