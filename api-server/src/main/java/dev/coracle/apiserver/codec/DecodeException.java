// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

/** A body that cannot be read as its kind; the message is the text of a 400 BadRequest. */
public final class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DecodeException(String message) {
    super(message);
  }
}
