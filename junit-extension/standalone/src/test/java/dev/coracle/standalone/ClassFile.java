// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The texts in the constant pool of a class file: names of classes, descriptors and strings alike.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html#jvms-4.4">The
 *     constant pool</a>
 */
final class ClassFile {

  private static final int MAGIC_AND_MINOR = 6;
  private static final int UTF8 = 1;

  private final byte[] bytes;

  ClassFile(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The feature release of Java that can load it. */
  int release() {
    return ((bytes[MAGIC_AND_MINOR] & 0xff) << 8 | bytes[MAGIC_AND_MINOR + 1] & 0xff) - 44;
  }

  /** What each four of its bytes are as a number: the cases of its switches, and much else. */
  Set<Integer> numbers() {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return IntStream.rangeClosed(0, bytes.length - Integer.BYTES)
        .mapToObj(buffer::getInt)
        .collect(Collectors.toSet());
  }

  List<String> texts() {
    List<String> texts = new ArrayList<>();
    withTexts(
        text -> {
          texts.add(text);
          return text;
        });
    return texts;
  }

  /** The class file with other texts. */
  byte[] withTexts(UnaryOperator<String> change) {
    ByteArrayOutputStream changed = new ByteArrayOutputStream(bytes.length + 1000);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        DataOutputStream out = new DataOutputStream(changed)) {
      out.write(in.readNBytes(MAGIC_AND_MINOR + 2));
      int count = in.readUnsignedShort();
      out.writeShort(count);
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        out.writeByte(tag);
        if (tag == UTF8) {
          out.writeUTF(change.apply(in.readUTF()));
        } else {
          out.write(in.readNBytes(length(tag)));
        }
        if (tag == 5 || tag == 6) {
          i++; // a long or a double takes two places
        }
      }
      in.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return changed.toByteArray();
  }

  private static int length(int tag) {
    return switch (tag) {
      case 5, 6 -> 8;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case 15 -> 3;
      case 7, 8, 16, 19, 20 -> 2;
      default -> throw new IllegalArgumentException("tag of a constant: " + tag);
    };
  }
}
