// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** The bytes of a body as UTF-8, which they may fail to be. */
final class BodyText {

  private BodyText() {}

  static boolean isUtf8(byte[] body) {
    try {
      var unused = UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The same text, what is not UTF-8 in it replaced by U+FFFD, as Go's JSON decoder does. */
  static byte[] repaired(byte[] body) {
    return isUtf8(body) ? body : new String(body, UTF_8).getBytes(UTF_8);
  }
}
