// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The answer to an HTTP request. */
public final class Response {

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Duration delay;
  private final Ending ending;
  private final OptionalInt exitCode;

  /** What becomes of the connection. */
  public enum Ending {
    /** It stays open for the next request. */
    KEEP_ALIVE,
    /** It is closed after the answer. */
    CLOSE,
    /** It is reset instead of an answer. */
    ABORT
  }

  private Response(
      int status,
      Map<String, String> headers,
      byte[] body,
      Duration delay,
      Ending ending,
      OptionalInt exitCode) {
    this.status = status;
    this.headers = Collections.unmodifiableMap(headers);
    this.body = body;
    this.delay = delay;
    this.ending = ending;
    this.exitCode = exitCode;
  }

  /** An answer without a body. */
  public static Response status(int status) {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 100-599)");
    }
    return new Response(
        status, Map.of(), new byte[0], Duration.ZERO, Ending.KEEP_ALIVE, OptionalInt.empty());
  }

  /** A 200 with a text. */
  public static Response text(String text) {
    return status(200).withBody("text/plain; charset=utf-8", text);
  }

  /** A 200 with an HTML page. */
  public static Response html(String page) {
    return status(200).withBody("text/html", page);
  }

  /** A 200 with a JSON document given as its text. */
  public static Response json(String json) {
    return status(200).withBody("application/json", json);
  }

  /** No answer: the connection is closed, as if the program had crashed. */
  public static Response abort() {
    return new Response(
        500, Map.of(), new byte[0], Duration.ZERO, Ending.ABORT, OptionalInt.empty());
  }

  /** The same with another status. */
  public Response withStatus(int other) {
    return new Response(status(other).status, headers, body, delay, ending, exitCode);
  }

  /** The same with a header, in place of one of that name. */
  public Response withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body, delay, ending, exitCode);
  }

  /** The same with a text for its body. */
  public Response withBody(String contentType, String text) {
    return withBody(contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with bytes for its body. */
  public Response withBody(String contentType, byte[] content) {
    return new Response(status, headers, content.clone(), delay, ending, exitCode)
        .withHeader("Content-Type", contentType);
  }

  /** The same answer, sent only after a time. */
  public Response withDelay(Duration after) {
    return new Response(status, headers, body, after, ending, exitCode);
  }

  /** The same answer, after which the connection is closed. */
  public Response closing() {
    return new Response(status, headers, body, delay, Ending.CLOSE, exitCode);
  }

  /**
   * The same answer, after which the program exits: a crash of which the client still hears. A
   * program that exits while it answers may be gone before its answer has been sent.
   */
  public Response exiting(int code) {
    return new Response(status, headers, body, delay, Ending.CLOSE, OptionalInt.of(code));
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The headers that the handler has set. */
  public Map<String, String> headers() {
    return headers;
  }

  /** A header's value; names are compared without regard to case. */
  public Optional<String> header(String name) {
    return headers.entrySet().stream()
        .filter(e -> e.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The body as UTF-8 text. */
  public String body() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body. */
  public byte[] bytes() {
    return body.clone();
  }

  /** How long the answer waits before it is sent. */
  public Duration delay() {
    return delay;
  }

  /** What becomes of the connection afterwards. */
  public Ending ending() {
    return ending;
  }

  /** The exit code of a program that ends with this answer. */
  public OptionalInt exitCode() {
    return exitCode;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Response that
        && status == that.status
        && headers.equals(that.headers)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return 31 * status + Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return status + " " + body();
  }
}
