// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.api.http.ClientTls;
import dev.coracle.api.http.HttpBody;
import dev.coracle.api.http.HttpConnection;
import dev.coracle.api.http.HttpException;
import dev.coracle.api.http.HttpHeaders;
import dev.coracle.api.http.HttpRequest;
import dev.coracle.api.http.HttpResponse;
import dev.coracle.api.pki.X509Bundle;
import dev.coracle.kubelet.shell.process.BrokenPipeException;
import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.ShellTime;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;

/** The program {@code curl}, for http and https. */
final class Curl {

  private static final int MAX_REDIRECTS = 50;

  private final ShellProcess process;
  private final CurlOptions options;
  private final Instant start;
  private final AtomicBoolean expired = new AtomicBoolean();
  // Written by the transfer, read by the timer.
  private volatile Optional<Socket> open = Optional.empty();
  private CurlReport report = CurlReport.NONE;

  private Curl(ShellProcess process, CurlOptions options) {
    this.process = process;
    this.options = options;
    this.start = process.session().time().now();
  }

  static int run(ShellProcess process) throws IOException {
    CurlOptions options;
    try {
      options = CurlOptions.parse(process);
    } catch (CurlException e) {
      process.error(Errno.text(e));
      process.error("try 'curl --help' or 'curl --manual' for more information");
      return e.code();
    }
    if (options.urls().isEmpty()) {
      process.error("(2) no URL specified");
      return 2;
    }
    int status = 0;
    for (String url : options.urls()) {
      status = new Curl(process, options).get(url);
    }
    return status;
  }

  private int get(String url) throws IOException {
    int status = 0;
    ShellTime.Timer timer = () -> {};
    Optional<Duration> limit = options.maxTime();
    if (limit.isPresent()) {
      timer = process.session().time().after(limit.get(), this::expire);
    }
    try {
      report = report.withUrl(url);
      transfer(HttpUrl.parse(url));
    } catch (CurlException e) {
      process.task().check();
      status = failed(expired.get() ? timedOut() : e);
    } catch (BrokenPipeException e) {
      throw e;
    } catch (IOException e) {
      process.task().check();
      status = failed(expired.get() ? timedOut() : translated(e));
    } finally {
      timer.cancel();
    }
    Optional<String> format = options.value('w');
    if (format.isPresent()) {
      process.print(report.format(format.get(), elapsed()));
    }
    return status;
  }

  private int failed(CurlException e) throws IOException {
    report = report.withExit(e.code());
    if (!options.silent()) {
      process.error("(" + e.code() + ") " + Errno.text(e));
    }
    return e.code();
  }

  private void expire() {
    expired.set(true);
    open.ifPresent(Curl::close);
  }

  private CurlException timedOut() {
    return new CurlException(
        28,
        "Operation timed out after "
            + elapsed().toMillis()
            + " milliseconds with 0 bytes received");
  }

  private static CurlException translated(IOException e) {
    if (e instanceof HttpException http) {
      return translated(http);
    }
    if (e instanceof SSLException) {
      String text = Errno.text(e).toLowerCase(Locale.ROOT);
      boolean name = text.contains("no subject alternative") || text.contains("no name matching");
      if (name) {
        return new CurlException(
            60, "SSL: no alternative certificate subject name matches target host name");
      }
      return text.contains("path") || text.contains("trust")
          ? new CurlException(60, "SSL certificate problem: unable to get local issuer certificate")
          : new CurlException(35, "TLS connect error: " + Errno.text(e));
    }
    return e instanceof EOFException
        ? new CurlException(18, "transfer closed with outstanding read data remaining")
        : new CurlException(56, "Recv failure: Connection reset by peer");
  }

  private static CurlException translated(HttpException e) {
    return switch (e.kind()) {
      case EMPTY -> new CurlException(52, "Empty reply from server");
      case NOT_HTTP -> new CurlException(1, "Received HTTP/0.9 when not allowed");
      case MALFORMED -> new CurlException(8, "Weird server reply");
      case TOO_LONG -> new CurlException(56, "Too large response headers");
      case TRUNCATED ->
          e.missing() == 0
              ? new CurlException(18, "transfer closed with outstanding read data remaining")
              : new CurlException(18, "end of response with " + e.missing() + " bytes missing");
    };
  }

  private void transfer(HttpUrl first) throws IOException {
    HttpUrl url = first;
    String method = options.method();
    byte[] body = options.body();
    for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
      try (Socket socket = connect(url)) {
        Optional<HttpUrl> next = exchange(url, method, body, socket);
        if (next.isEmpty()) {
          return;
        }
        url = next.get();
        report = report.redirected();
        if (method.equals("POST") && report.status() < 307) {
          method = "GET";
          body = new byte[0];
        }
      } finally {
        open.ifPresent(process.task()::forget);
        open = Optional.empty();
      }
    }
    throw new CurlException(47, "Maximum (" + MAX_REDIRECTS + ") redirects followed");
  }

  private Optional<HttpUrl> exchange(HttpUrl url, String method, byte[] body, Socket socket)
      throws IOException {
    String query = options.has('G') ? options.data() : "";
    String target =
        query.isEmpty()
            ? url.target()
            : url.target() + (url.target().contains("?") ? "&" : "?") + query;
    HttpRequest request = request(method, target, headers(url), body);
    request.head().lines().forEach(line -> verbose("> " + line));
    HttpResponse answer = HttpConnection.over(socket).exchange(request);
    HttpResponse.Head head = answer.head();
    head.toString().lines().forEach(line -> verbose("< " + line));
    report = report.withHead(head, socket);
    Optional<String> location =
        answer.headers().first("Location").filter(x -> report.status() / 100 == 3);
    boolean follows = options.has('L') && location.isPresent();
    if (report.status() >= 400 && options.has('f')) {
      throw new CurlException(22, "The requested URL returned error: " + report.status());
    }
    var counter = new CountingOutput(follows ? OutputStream.nullOutputStream() : process.out());
    write(url, follows, answer, counter);
    report = report.withSize(counter.count());
    return follows ? Optional.of(url.resolve(location.get())) : Optional.empty();
  }

  private void write(HttpUrl url, boolean follows, HttpResponse answer, CountingOutput counter)
      throws IOException {
    Optional<String> file = options.value('o');
    if (options.has('O')) {
      file = Optional.of(url.target().replaceFirst("\\?.*", "").replaceFirst(".*/", ""));
    }
    boolean toFile = file.isPresent() && !file.get().equals("-") && !follows;
    try (OutputStream opened =
        toFile ? process.files().write(file.get(), false) : OutputStream.nullOutputStream()) {
      CountingOutput out = toFile ? counter.to(opened) : counter;
      OutputStream headOut = toFile ? opened : process.out();
      if (options.has('i') || options.has('I')) {
        headOut.write(answer.head().toString().getBytes(StandardCharsets.UTF_8));
        headOut.flush();
      }
      answer.transferTo(out);
    }
  }

  private static HttpRequest request(String method, String target, HttpHeaders headers, byte[] body)
      throws CurlException {
    try {
      return new HttpRequest(method, target, headers, HttpBody.of(body));
    } catch (IllegalArgumentException e) {
      throw new CurlException(3, "URL rejected: Malformed input to a URL function");
    }
  }

  private HttpHeaders headers(HttpUrl url) throws IOException {
    HttpHeaders headers = HttpHeaders.NONE.and("Host", url.authority());
    String user = options.value('u').orElse(url.userInfo());
    if (!user.isEmpty()) {
      byte[] credentials = user.getBytes(StandardCharsets.UTF_8);
      headers =
          headers.and("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    headers = headers.and("User-Agent", options.value('A').orElse("curl/8.12.1"));
    headers = headers.and("Accept", "*/*");
    if (options.value('b').isPresent()) {
      headers = headers.and("Cookie", options.value('b').get());
    }
    if (options.has('d') && !options.has('G')) {
      headers = headers.and("Content-Type", "application/x-www-form-urlencoded");
    }
    return withOwn(headers);
  }

  /** As curl reads them: {@code X: y} sets, {@code X:} takes away, {@code X;} sets to nothing. */
  private HttpHeaders withOwn(HttpHeaders standard) {
    HttpHeaders headers = standard;
    for (String line : options.headers()) {
      String name = line.replaceFirst("[:;].*", "").strip();
      headers = standard.contains(name) ? headers.without(name) : headers;
      String value = line.substring(Math.min(line.length(), name.length() + 1)).strip();
      if (!value.isEmpty() || line.endsWith(";")) {
        headers = headers.and(name, value);
      }
    }
    return headers;
  }

  private Socket connect(HttpUrl url) throws IOException {
    List<InetAddress> addresses = resolve(url);
    Instant began = process.session().time().now();
    boolean timedOut = false;
    for (InetAddress address : addresses) {
      verbose("*   Trying " + address.getHostAddress() + ":" + url.port() + "...");
      try {
        Socket socket =
            process.session().network().connect(address, url.port(), options.connectTimeout());
        return secured(url, opened(socket));
      } catch (SocketTimeoutException e) {
        timedOut = true;
      } catch (SSLException | CurlException e) {
        throw e;
      } catch (IOException e) {
        process.task().check();
        verbose(
            "* connect to "
                + address.getHostAddress()
                + " port "
                + url.port()
                + " failed: "
                + "Connection refused");
      }
    }
    long millis = Duration.between(began, process.session().time().now()).toMillis();
    throw timedOut
        ? new CurlException(28, "Connection timed out after " + millis + " milliseconds")
        : new CurlException(
            7,
            "Failed to connect to %s port %d after %d ms: Could not connect to server"
                .formatted(url.host(), url.port(), millis));
  }

  private List<InetAddress> resolve(HttpUrl url) throws IOException {
    String name = options.resolved(url.host(), url.port()).orElse(url.host());
    try {
      return process.session().network().resolve(name).stream()
          .filter(address -> !options.has('4') || address.getAddress().length == 4)
          .filter(address -> !options.has('6') || address.getAddress().length == 16)
          .toList();
    } catch (UnknownHostException e) {
      throw new CurlException(6, "Could not resolve host: " + url.host());
    }
  }

  private Socket opened(Socket socket) {
    open = Optional.of(process.closeOnKill(socket));
    if (expired.get()) {
      close(socket);
    }
    return socket;
  }

  private Socket secured(HttpUrl url, Socket socket) throws IOException {
    if (!url.secure()) {
      return socket;
    }
    ClientTls tls =
        options.has('k') ? ClientTls.unverified() : Tls.trusting(process, options.value('t'));
    Optional<String> certificate = options.value('E');
    if (certificate.isPresent()) {
      String file = certificate.get();
      tls =
          tls.as(
              X509Bundle.parse(
                  Files.readString(process.path(file)),
                  Files.readString(process.path(options.value('x').orElse(file)))));
    }
    return tls.over(socket, url.host(), url.port());
  }

  private Duration elapsed() {
    return Duration.between(start, process.session().time().now());
  }

  private void verbose(String line) {
    if (options.has('v')) {
      try {
        process.printError(line + "\n");
      } catch (IOException e) {
        // Where stderr is gone, nobody can be told.
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is only closed to end a wait.
    }
  }
}
