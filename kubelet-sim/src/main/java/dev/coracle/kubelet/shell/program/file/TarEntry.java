// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A member of a tar archive without its content: ustar, with long names as GNU and pax have them.
 */
record TarEntry(String name, char type, int mode, long size, long modifiedSeconds, String link) {

  static final char FILE = '0';
  static final char SYMBOLIC_LINK = '2';
  static final char DIRECTORY = '5';

  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final char GNU_LONG_NAME = 'L';
  private static final char GNU_LONG_LINK = 'K';
  private static final char PAX = 'x';
  private static final char PAX_GLOBAL = 'g';

  /** How many bytes follow the content up to the next block. */
  static int padding(long size) {
    return (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  void writeTo(OutputStream out) throws IOException {
    writeLong(out, name, GNU_LONG_NAME);
    writeLong(out, link, GNU_LONG_LINK);
    out.write(header());
  }

  /** Writes what ends an archive. */
  static void writeEnd(OutputStream out) throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private static void writeLong(OutputStream out, String text, char type) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > NAME_LENGTH) {
      out.write(new TarEntry("././@LongLink", type, 0, bytes.length + 1L, 0, "").header());
      out.write(bytes);
      out.write(new byte[1 + padding(bytes.length + 1L)]);
    }
  }

  private byte[] header() {
    byte[] block = new byte[BLOCK];
    put(block, 0, NAME_LENGTH, name);
    put(block, 100, 8, "%07o".formatted(mode));
    put(block, 108, 8, "0000000");
    put(block, 116, 8, "0000000");
    put(block, 124, 12, "%011o".formatted(size));
    put(block, 136, 12, "%011o".formatted(modifiedSeconds));
    put(block, 148, 8, "        ");
    block[156] = (byte) type;
    put(block, 157, NAME_LENGTH, link);
    put(block, 257, 8, "ustar  ");
    put(block, 265, 32, "root");
    put(block, 297, 32, "root");
    put(block, 148, 7, "%06o".formatted(checksum(block)));
    return block;
  }

  private static void put(byte[] block, int offset, int most, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, offset, Math.min(bytes.length, most));
    if (bytes.length < most) {
      block[offset + bytes.length] = 0;
    }
  }

  private static int checksum(byte[] block) {
    int sum = 0;
    for (int i = 0; i < block.length; i++) {
      sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
    }
    return sum;
  }

  /** Reads the next member's header; empty at the end of the archive. */
  static Optional<TarEntry> read(InputStream in) throws IOException {
    Map<String, String> longer = new HashMap<>();
    while (true) {
      byte[] block = in.readNBytes(BLOCK);
      if (block.length == 0 || (block.length == BLOCK && block[0] == 0)) {
        return Optional.empty();
      }
      if (block.length < BLOCK) {
        throw new IOException("short read");
      }
      TarEntry entry = parse(block);
      switch (entry.type) {
        case GNU_LONG_NAME -> longer.put("path", entry.content(in).replace("\0", ""));
        case GNU_LONG_LINK -> longer.put("linkpath", entry.content(in).replace("\0", ""));
        case PAX -> longer.putAll(records(entry.content(in)));
        case PAX_GLOBAL -> entry.content(in);
        default -> {
          return Optional.of(entry.with(longer));
        }
      }
    }
  }

  private static TarEntry parse(byte[] block) throws IOException {
    if (!text(block, 257, 5).equals("ustar") || number(block, 148, 8) != checksum(block)) {
      throw new IOException("invalid tar magic");
    }
    String prefix = text(block, 257, 8).startsWith("ustar  ") ? "" : text(block, 345, 155);
    String name = text(block, 0, NAME_LENGTH);
    char type = block[156] == 0 ? FILE : (char) block[156];
    return new TarEntry(
        prefix.isEmpty() ? name : prefix + "/" + name,
        type == FILE && name.endsWith("/") ? DIRECTORY : type,
        (int) number(block, 100, 8),
        number(block, 124, 12),
        number(block, 136, 12),
        text(block, 157, NAME_LENGTH));
  }

  private TarEntry with(Map<String, String> longer) {
    return new TarEntry(
        longer.getOrDefault("path", name),
        type,
        mode,
        longer.containsKey("size") ? Long.parseLong(longer.get("size")) : size,
        modifiedSeconds,
        longer.getOrDefault("linkpath", link));
  }

  private String content(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes((int) size);
    in.skipNBytes(padding(size));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  // Each record is its own length in bytes, a blank, key=value, and the end of the line.
  private static Map<String, String> records(String content) {
    Map<String, String> records = new HashMap<>();
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    int start = 0;
    while (start < bytes.length) {
      String rest = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
      int length = Integer.parseInt(rest.substring(0, rest.indexOf(' ')));
      String record = new String(bytes, start, length - 1, StandardCharsets.UTF_8);
      String[] pair = record.substring(record.indexOf(' ') + 1).split("=", 2);
      records.put(pair[0], pair[1]);
      start += length;
    }
    return records;
  }

  private static String text(byte[] block, int offset, int most) {
    int end = offset;
    while (end < offset + most && block[end] != 0) {
      end++;
    }
    return new String(block, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static long number(byte[] block, int offset, int most) throws IOException {
    String digits = text(block, offset, most).strip();
    if (!digits.matches("[0-7]*")) {
      throw new IOException("invalid tar magic");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }
}
