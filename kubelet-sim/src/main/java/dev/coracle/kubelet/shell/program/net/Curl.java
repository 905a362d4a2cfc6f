// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

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
import java.util.ArrayList;
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
    List<String> headers = headers(url, body);
    verbose("> " + method + " " + target + " HTTP/1.1");
    headers.forEach(line -> verbose("> " + line));
    verbose(">");
    HttpExchange.send(socket.getOutputStream(), method, target, headers, body);
    var exchange = new HttpExchange(socket.getInputStream());
    HttpExchange.Head head = exchange.readHead();
    verbose("< " + head.statusLine());
    head.headers().forEach(line -> verbose("< " + line));
    verbose("<");
    report = report.withHead(head, socket);
    Optional<String> location = head.header("Location").filter(x -> report.status() / 100 == 3);
    boolean follows = options.has('L') && location.isPresent();
    if (report.status() >= 400 && options.has('f')) {
      throw new CurlException(22, "The requested URL returned error: " + report.status());
    }
    var counter = new CountingOutput(follows ? OutputStream.nullOutputStream() : process.out());
    write(url, follows, head, method, exchange, counter);
    report = report.withSize(counter.count());
    return follows ? Optional.of(url.resolve(location.get())) : Optional.empty();
  }

  private void write(
      HttpUrl url,
      boolean follows,
      HttpExchange.Head head,
      String method,
      HttpExchange exchange,
      CountingOutput counter)
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
        headOut.write(head.text().getBytes(StandardCharsets.UTF_8));
        headOut.flush();
      }
      exchange.copyBody(head, method, out);
    }
  }

  private List<String> headers(HttpUrl url, byte[] body) throws IOException {
    var headers = new ArrayList<String>();
    headers.add("Host: " + url.authority());
    String user = options.value('u').orElse(url.userInfo());
    if (!user.isEmpty()) {
      byte[] credentials = user.getBytes(StandardCharsets.UTF_8);
      headers.add("Authorization: Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    headers.add("User-Agent: " + options.value('A').orElse("curl/8.12.1"));
    headers.add("Accept: */*");
    options.value('b').ifPresent(cookie -> headers.add("Cookie: " + cookie));
    if (options.has('d') || options.has('T')) {
      headers.add("Content-Length: " + body.length);
    }
    if (options.has('d') && !options.has('G')) {
      headers.add("Content-Type: application/x-www-form-urlencoded");
    }
    for (String line : options.headers()) {
      String prefix = line.replaceFirst("[:;].*", ":").toLowerCase(Locale.ROOT);
      headers.removeIf(header -> header.toLowerCase(Locale.ROOT).startsWith(prefix));
      if (!line.endsWith(":")) {
        headers.add(line);
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
    Optional<String> certificate = options.value('E');
    Optional<X509Bundle> identity = Optional.empty();
    if (certificate.isPresent()) {
      String file = certificate.get();
      identity =
          Optional.of(
              X509Bundle.parse(
                  Files.readString(process.path(file)),
                  Files.readString(process.path(options.value('x').orElse(file)))));
    }
    return Tls.connect(
        socket,
        url.host(),
        url.port(),
        Tls.settings(process, options.has('k'), options.value('t'), identity));
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
