// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The compressed headers of a SPDY/3 session. Each direction is one zlib stream from the first
 * header block to the last, primed with the protocol's own dictionary: blocks must pass here in the
 * order of the wire.
 */
final class SpdyHeaders implements AutoCloseable {

  private static final int LARGEST = 64 << 10;
  private static final String[] WORDS =
      ("options head post put delete trace accept accept-charset accept-encoding accept-language"
              + " accept-ranges age allow authorization cache-control connection content-base"
              + " content-encoding content-language content-length content-location content-md5"
              + " content-range content-type date etag expect expires from host if-match"
              + " if-modified-since if-none-match if-range if-unmodified-since last-modified"
              + " location max-forwards pragma proxy-authenticate proxy-authorization range referer"
              + " retry-after server te trailer transfer-encoding upgrade user-agent vary via"
              + " warning www-authenticate method get status 200_OK version HTTP/1.1 url public"
              + " set-cookie keep-alive origin")
          .split(" ");
  private static final String REST =
      "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
          + "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request"
          + "401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error"
          + "501 Not Implemented503 Service Unavailable"
          + "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00"
          + " Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
          + "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,"
          + "text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdch"
          + "charset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

  private final byte[] dictionary = dictionary();
  private final Inflater inflater = new Inflater();
  private final Deflater deflater = new Deflater();

  SpdyHeaders() {
    deflater.setDictionary(dictionary);
  }

  /** The dictionary of SPDY/3: words with their lengths before them, and a text without. */
  static byte[] dictionary() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String word : WORDS) {
      byte[] text = word.replace('_', ' ').getBytes(ISO_8859_1);
      bytes.writeBytes(ByteBuffer.allocate(4).putInt(text.length).array());
      bytes.writeBytes(text);
    }
    bytes.writeBytes(REST.getBytes(ISO_8859_1));
    return bytes.toByteArray();
  }

  /** Reads a header block. */
  Map<String, String> read(byte[] block) throws IOException {
    ByteBuffer plain = ByteBuffer.wrap(inflate(block));
    Map<String, String> headers = new LinkedHashMap<>();
    try {
      for (int left = plain.getInt(); left > 0; left--) {
        String name = text(plain);
        headers.put(name, text(plain));
      }
      return headers;
    } catch (BufferUnderflowException e) {
      throw new ProtocolException("header block ends early");
    }
  }

  private static String text(ByteBuffer plain) throws IOException {
    int length = plain.getInt();
    if (length < 0 || length > plain.remaining()) {
      throw new ProtocolException("header of " + length + " bytes");
    }
    byte[] text = new byte[length];
    plain.get(text);
    return new String(text, UTF_8);
  }

  private byte[] inflate(byte[] block) throws IOException {
    inflater.setInput(block);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] part = new byte[1024];
    try {
      int count = inflater.inflate(part);
      while (count > 0 || inflater.needsDictionary()) {
        if (inflater.needsDictionary()) {
          inflater.setDictionary(dictionary);
        }
        plain.write(part, 0, count);
        if (plain.size() > LARGEST) {
          throw new ProtocolException("header block of more than " + LARGEST + " bytes");
        }
        count = inflater.inflate(part);
      }
      return plain.toByteArray();
    } catch (DataFormatException | IllegalArgumentException e) {
      throw new ProtocolException("header block: " + e.getMessage());
    }
  }

  /** A header block without headers. */
  byte[] writeNone() {
    deflater.setInput(new byte[4]);
    byte[] block = new byte[64];
    int length = deflater.deflate(block, 0, block.length, Deflater.SYNC_FLUSH);
    return java.util.Arrays.copyOf(block, length);
  }

  @Override
  public void close() {
    inflater.end();
    deflater.end();
  }
}
