// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes over the wire, byte by byte; {@code |} is the end of a line. */
class HttpConnectionTest {

  private static final HttpRequest GET = HttpRequest.of("GET", "/");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          HTTP/1.1 200 OK|Content-Length: 2||okNEXT                 => 200 OK [Content-Length: 2] ok
          HTTP/1.1 200|Content-Length:2||ok                         => 200 [Content-Length: 2] ok
          HTTP/1.0 200 OK||to the end                               => 200 OK [] to the end
          HTTP/1.1 200 OK||                                         => 200 OK []
          HTTP/1.1 404 Not Found|A: 1|B: 2|a: 3|Content-Length: 0|| => 404 Not Found [A: 1, B: 2, a: 3, Content-Length: 0]
          HTTP/1.1 200 OK|A: 1|  and more|Content-Length: 0||       => 200 OK [A: 1 and more, Content-Length: 0]
          HTTP/1.1 200 OK|A:|Content-Length: 0||                    => 200 OK [A: , Content-Length: 0]
          HTTP/1.1 204 No Content|Content-Length: 5||NEXT           => 204 No Content [Content-Length: 5]
          HTTP/1.1 304 Not Modified|Content-Length: 5||NEXT         => 304 Not Modified [Content-Length: 5]
          HTTP/1.1 100 Continue||HTTP/1.1 103 Early Hints|Link: x||HTTP/1.1 200 OK|Content-Length: 1||y => 200 OK [Content-Length: 1] y
          HTTP/1.1 101 Switching Protocols|Upgrade: x||raw          => 101 Switching Protocols [Upgrade: x] raw
          HTTP/1.1 200 OK|Content-Length: 2|Content-Length: 2||ok   => 200 OK [Content-Length: 2, Content-Length: 2] ok
          HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|0||NEXT  => 200 OK [Transfer-Encoding: chunked] ok
          HTTP/1.1 200 OK|Transfer-Encoding: CHUNKED|Content-Length: 9||2|ok|0||NEXT => 200 OK [Transfer-Encoding: CHUNKED, Content-Length: 9] ok
          HTTP/1.1 200 OK|Transfer-Encoding: chunked||2;x=y|ok|A|0123456789|0|| => 200 OK [Transfer-Encoding: chunked] ok0123456789
          """)
  void answer_isReadToItsEnd(String wire, String answer) throws IOException {
    assertThat(read(wire, "GET")).isEqualTo(answer);
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          ''                                                          => EMPTY EOF
          hello                                                       => TRUNCATED unexpected EOF
          hello|                                                      => NOT_HTTP net/http: HTTP/1.x transport connection broken: malformed HTTP response "hello"
          HTTP/2 200 OK||                                             => NOT_HTTP net/http: HTTP/1.x transport connection broken: malformed HTTP response "HTTP/2 200 OK"
          HTTP/1.1 20 OK||                                            => NOT_HTTP net/http: HTTP/1.x transport connection broken: malformed HTTP response "HTTP/1.1 20 OK"
          HTTP/1.1 200OK||                                            => NOT_HTTP net/http: HTTP/1.x transport connection broken: malformed HTTP response "HTTP/1.1 200OK"
          HTTP/1.1 200 OK                                             => TRUNCATED unexpected EOF
          HTTP/1.1 200 OK|A: 1|                                       => TRUNCATED unexpected EOF
          HTTP/1.1 200 OK|nonsense||                                  => MALFORMED net/http: HTTP/1.x transport connection broken: malformed MIME header line: nonsense
          HTTP/1.1 200 OK|A : 1||                                     => MALFORMED net/http: HTTP/1.x transport connection broken: malformed MIME header line: A : 1
          HTTP/1.1 200 OK|Content-Length: x||                         => MALFORMED net/http: HTTP/1.x transport connection broken: bad Content-Length "x"
          HTTP/1.1 200 OK|Content-Length: -1||                        => MALFORMED net/http: HTTP/1.x transport connection broken: bad Content-Length "-1"
          HTTP/1.1 200 OK|Content-Length: 1|Content-Length: 2||ok     => MALFORMED net/http: HTTP/1.x transport connection broken: bad Content-Length "1, 2"
          HTTP/1.1 200 OK|Content-Length: 5||abc                      => TRUNCATED unexpected EOF
          HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||0||       => MALFORMED net/http: HTTP/1.x transport connection broken: unsupported transfer encoding: [gzip, chunked]
          HTTP/1.1 200 OK|Transfer-Encoding: chunked||x|              => MALFORMED invalid byte in chunk length
          HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|abc           => TRUNCATED unexpected EOF
          HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|abc           => TRUNCATED unexpected EOF
          HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|abcd|0||      => MALFORMED malformed chunked encoding
          HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|abc|          => TRUNCATED unexpected EOF
          HTTP/1.1 200 OK|Transfer-Encoding: chunked||0|              => TRUNCATED unexpected EOF
          HTTP/1.1 103 Early Hints||                                  => EMPTY EOF
          """)
  void answerThatIsNone_isRefusedByKind(String wire, String problem) {
    assertThatThrownBy(() -> read(wire, "GET"))
        .isInstanceOfSatisfying(
            HttpException.class,
            e -> assertThat(e.kind() + " " + e.getMessage()).isEqualTo(problem));
  }

  @Test
  void answerToHead_hasItsLengthAndNoBody() throws IOException {
    assertThat(read("HTTP/1.1 200 OK|Content-Length: 1234||", "HEAD"))
        .isEqualTo("200 OK [Content-Length: 1234]");
    assertThat(read("HTTP/1.1 200 OK|Transfer-Encoding: chunked||", "HEAD"))
        .isEqualTo("200 OK [Transfer-Encoding: chunked]");
  }

  @Test
  void truncatedAnswer_saysHowMuchIsMissing() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK|Content-Length: 5||abc", "GET"))
        .isInstanceOfSatisfying(HttpException.class, e -> assertThat(e.missing()).isEqualTo(2));
  }

  @Test
  void endlessHead_isGivenUp() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }
        };

    assertThatThrownBy(() -> connection(endless).exchange(GET))
        .hasMessage("server response headers exceeded 1048576 bytes; aborted");
  }

  @Test
  void interimAnswers_areSeenOnRequest() throws IOException {
    var seen = new ArrayList<String>();
    var connection =
        connection(
            wire("HTTP/1.1 100 Continue||HTTP/1.1 103 Early Hints|Link: x||HTTP/1.1 200 OK||"));

    connection.receive(GET, head -> seen.add(head.status() + " " + head.headers().fields()));

    assertThat(seen).containsExactly("100 []", "103 [Link: x]");
  }

  @Test
  void trailers_followTheBody() throws IOException {
    var response =
        connection(wire("HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|x|0|Sum: 1|Sum: 2||"))
            .exchange(GET);

    response.body().readAllBytes();

    assertThat(response.trailers().values("sum")).containsExactly("1", "2");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          HTTP/1.1 200 OK|Content-Length: 1||x                       => true
          HTTP/1.1 204 No Content||                                  => true
          HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|x|0||        => true
          HTTP/1.1 200 OK|Connection: Close|Content-Length: 1||x     => false
          HTTP/1.0 200 OK|Content-Length: 1||x                       => false
          HTTP/1.1 200 OK||x                                         => false
          HTTP/1.1 101 Switching Protocols||x                        => false
          """)
  void connection_canBeUsedAgainIfBothAgree(String wire, boolean reusable) throws IOException {
    var connection = connection(wire(wire));

    connection.exchange(GET).body().readAllBytes();

    assertThat(connection.isReusable()).isEqualTo(reusable);
  }

  @Test
  void connectionWithUnreadBody_cannotBeUsedAgain() throws IOException {
    var connection = connection(wire("HTTP/1.1 200 OK|Content-Length: 3||abc"));

    var response = connection.exchange(GET);
    assertThat(response.body().read()).isEqualTo('a');

    assertThat(connection.isReusable()).isFalse();
  }

  @Test
  void twoAnswers_comeOneAfterTheOther() throws IOException {
    var connection =
        connection(
            wire(
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|x|0||"
                    + "HTTP/1.1 200 OK|Content-Length: 1||y"));

    assertThat(connection.exchange(GET).body().readAllBytes()).asString().isEqualTo("x");
    assertThat(connection.exchange(GET).body().readAllBytes()).asString().isEqualTo("y");
  }

  @Test
  void request_isWrittenAsItIs() throws IOException {
    var headers = HttpHeaders.NONE.and("Host", "a:80").and("X-One", "1").and("x-one", "2");
    var request = new HttpRequest("GET", "/a?b=%20", headers, HttpBody.none());

    assertThat(sent(request)).isEqualTo("GET /a?b=%20 HTTP/1.1|Host: a:80|X-One: 1|x-one: 2||");
  }

  @Test
  void request_framesItsBodyItself() throws IOException {
    var lying =
        HttpRequest.of("POST", "/").and("Content-Length", "9").and("Transfer-Encoding", "gzip");

    assertThat(sent(lying)).isEqualTo("POST / HTTP/1.1|Content-Length: 0||");
    assertThat(sent(lying.with(HttpBody.of("ab".getBytes(UTF_8)))))
        .isEqualTo("POST / HTTP/1.1|Content-Length: 2||ab");
    assertThat(sent(lying.with(HttpBody.streamed(new ByteArrayInputStream("ab".getBytes(UTF_8))))))
        .isEqualTo("POST / HTTP/1.1|Transfer-Encoding: chunked||2|ab|0||");
  }

  @Test
  void requestThatWouldBeTwo_isRefused() {
    assertThatThrownBy(() -> HttpRequest.of("GET", "/ HTTP/1.1\r\nA: b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HttpRequest.of("GET", "/").and("A", "b\r\nC: d"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HttpRequest.of("GET", "/").and("A b", "c"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bodyShorterThanAnnounced_fails() {
    var body = HttpBody.of(new ByteArrayInputStream(new byte[2]), 3);

    assertThatThrownBy(() -> sent(HttpRequest.of("PUT", "/").with(body)))
        .hasMessage("the body ended after 2 bytes (expected: 3)");
  }

  @Test
  void refusalBeforeTheBodyHasGone_isTheAnswer() throws IOException {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    var connection =
        HttpConnection.over(wire("HTTP/1.1 413 Too Large|Content-Length: 0||"), broken);

    assertThat(connection.exchange(HttpRequest.of("PUT", "/")).status()).isEqualTo(413);
    assertThat(connection.isReusable()).isFalse();
  }

  private static String read(String wire, String method) throws IOException {
    var response = connection(wire(wire)).exchange(HttpRequest.of(method, "/"));
    String body = new String(response.body().readAllBytes(), UTF_8);
    var head = response.head();
    String line = head.statusLine().replaceFirst("HTTP/1\\.[01] ", "");
    return (line + " " + List.copyOf(head.headers().fields()) + " " + body).strip();
  }

  private static String sent(HttpRequest request) throws IOException {
    var out = new ByteArrayOutputStream();
    HttpConnection.over(InputStream.nullInputStream(), out).send(request);
    return out.toString(UTF_8).replace("\r\n", "|");
  }

  private static HttpConnection connection(InputStream in) {
    return HttpConnection.over(in, OutputStream.nullOutputStream());
  }

  private static InputStream wire(String text) {
    return new ByteArrayInputStream(text.replace("|", "\r\n").getBytes(UTF_8));
  }
}
