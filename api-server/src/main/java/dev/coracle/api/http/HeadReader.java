// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lines, heads and trailers of answers; never a byte of what follows them. */
final class HeadReader {

  /** As much as Go's client takes by default, of all lines together, is ten times this. */
  private static final int LONGEST = 1 << 20;

  private static final Pattern STATUS_LINE =
      Pattern.compile("(HTTP/1\\.[0-9]) +([1-9][0-9]{2})(?: (.*))?");

  private final InputStream in;
  private int left = LONGEST;

  HeadReader(InputStream in) {
    this.in = in;
  }

  HttpResponse.Head head() throws IOException {
    String first = line().orElseThrow(HttpException::empty);
    Matcher matcher = STATUS_LINE.matcher(first);
    if (!matcher.matches()) {
      throw HttpException.notHttp(first);
    }
    int status = Integer.parseInt(matcher.group(2));
    String reason = Optional.ofNullable(matcher.group(3)).orElse("");
    return new HttpResponse.Head(matcher.group(1), status, reason, headers());
  }

  /** Lines up to the empty one. */
  HttpHeaders headers() throws IOException {
    List<HttpHeaders.Field> fields = new ArrayList<>();
    for (String line = wholeLine(); !line.isEmpty(); line = wholeLine()) {
      boolean goesOn = line.charAt(0) == ' ' || line.charAt(0) == '\t';
      if (goesOn && !fields.isEmpty()) {
        HttpHeaders.Field last = fields.remove(fields.size() - 1);
        fields.add(new HttpHeaders.Field(last.name(), last.value() + " " + line.strip()));
      } else {
        fields.add(field(line));
      }
    }
    return new HttpHeaders(fields);
  }

  private static HttpHeaders.Field field(String line) throws HttpException {
    int colon = line.indexOf(':');
    String name = colon < 0 ? "" : line.substring(0, colon);
    String value = line.substring(colon + 1).strip();
    if (!HttpSyntax.isToken(name) || !HttpSyntax.isOneLine(value)) {
      // Go's net/textproto has it in these words.
      throw HttpException.malformedHead("malformed MIME header line: " + line);
    }
    return new HttpHeaders.Field(name, value);
  }

  /** A line without its end, which must be there. */
  String wholeLine() throws IOException {
    return line().orElseThrow(() -> HttpException.truncated(0));
  }

  private Optional<String> line() throws IOException {
    var line = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b != '\n'; b = in.read()) {
      if (b < 0) {
        throw HttpException.truncated(0);
      }
      if (--left < 0) {
        throw HttpException.tooLong(LONGEST);
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
