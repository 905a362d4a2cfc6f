// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

/** A patch that cannot be applied, with the code, reason and message of its Status. */
public final class PatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;
  private static final int UNPROCESSABLE = 422;
  private static final int INTERNAL = 500;

  private final int code;
  private final String reason;

  private PatchException(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static PatchException badRequest(String message) {
    return new PatchException(BAD_REQUEST, "BadRequest", message);
  }

  static PatchException tooLarge(String message) {
    return new PatchException(
        TOO_LARGE, "RequestEntityTooLarge", "Request entity is too large: " + message);
  }

  /** The real server keeps the details of a failed operation to itself. */
  static PatchException rejected() {
    return new PatchException(
        UNPROCESSABLE, "Invalid", "the server rejected our request due to an error in our request");
  }

  /** What the real server answers to patches it did not foresee. */
  static PatchException unexpected(String message) {
    return new PatchException(INTERNAL, "", message);
  }

  public int code() {
    return code;
  }

  /** The reason of the Status; empty for a failure the real server gives no reason for. */
  public String reason() {
    return reason;
  }
}
