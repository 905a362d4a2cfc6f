// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.api.http.ClientTls;
import dev.coracle.api.http.HttpBody;
import dev.coracle.api.http.HttpConnection;
import dev.coracle.api.http.HttpException;
import dev.coracle.api.http.HttpHeaders;
import dev.coracle.api.http.HttpRequest;
import dev.coracle.api.http.HttpResponse;
import dev.coracle.kubelet.shell.process.BrokenPipeException;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.ShellTime;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The program {@code wget} as busybox has it. */
final class Wget {

  private static final int MAX_REDIRECTS = 5;
  private static final Map<String, Character> NAMES =
      Map.of(
          "quiet",
          'q',
          "output-document",
          'O',
          "timeout",
          'T',
          "post-data",
          'd',
          "header",
          'h',
          "spider",
          's',
          "server-response",
          'S',
          "no-check-certificate",
          'k',
          "user-agent",
          'U',
          "tries",
          't');

  private final ShellProcess process;
  private final Options options;
  private final AtomicBoolean expired = new AtomicBoolean();

  private Wget(ShellProcess process, Options options) {
    this.process = process;
    this.options = options;
  }

  static int run(ShellProcess process) throws IOException {
    var wget = new Wget(process, Options.parse(process.args(), "qO:T:d:h:sSkU:t:cY:P:", NAMES));
    if (wget.options.operands().isEmpty()) {
      throw new UsageException("missing URL");
    }
    try {
      wget.get(HttpUrl.parse(wget.options.operands().get(0)));
      return 0;
    } catch (SocketTimeoutException e) {
      throw new IOException("download timed out", e);
    } catch (UsageException | CurlException | BrokenPipeException e) {
      throw e;
    } catch (HttpException e) {
      process.task().check();
      throw wget.expired.get()
          ? new IOException("download timed out", e)
          : new IOException(
              e.kind() == HttpException.Kind.TRUNCATED
                  ? "connection closed prematurely"
                  : "error getting response",
              e);
    } catch (IOException e) {
      process.task().check();
      throw wget.expired.get() ? new IOException("download timed out", e) : e;
    }
  }

  private void get(HttpUrl first) throws IOException {
    HttpUrl url = first;
    for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
      try (Socket socket = connect(url)) {
        ShellTime.Timer timer = process.session().time().after(timeout(), () -> expire(socket));
        try {
          Optional<String> location = exchange(url, socket);
          if (location.isEmpty()) {
            return;
          }
          url = url.resolve(location.get());
        } finally {
          timer.cancel();
          process.task().forget(socket);
        }
      }
    }
    throw new IOException("too many redirections");
  }

  private Duration timeout() throws UsageException {
    return options.value('T').isPresent()
        ? Options.duration(options.value('T').get())
        : Duration.ofMinutes(15);
  }

  private void expire(Socket socket) {
    expired.set(true);
    try {
      socket.close();
    } catch (IOException e) {
      // It is only closed to end a wait.
    }
  }

  private Socket connect(HttpUrl url) throws IOException {
    InetAddress address;
    try {
      address = process.session().network().resolve(url.host()).get(0);
    } catch (UnknownHostException e) {
      throw new IOException("bad address '" + url.host() + "'", e);
    }
    String numeric = address.getHostAddress();
    note(
        "Connecting to " + url.host() + ":" + url.port() + " (" + numeric + ":" + url.port() + ")");
    Socket socket;
    try {
      socket = process.session().network().connect(address, url.port(), timeout());
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      process.task().check();
      throw new IOException(
          "can't connect to remote host (" + numeric + "): Connection refused", e);
    }
    process.closeOnKill(socket);
    // Busybox checks no certificates.
    return url.secure() ? ClientTls.unverified().over(socket, url.host(), url.port()) : socket;
  }

  private Optional<String> exchange(HttpUrl url, Socket socket) throws IOException {
    Optional<String> data = options.value('d');
    byte[] body = data.orElse("").getBytes(StandardCharsets.UTF_8);
    String method = data.isPresent() ? "POST" : options.has('s') ? "HEAD" : "GET";
    var request =
        new HttpRequest(
            method,
            url.target().replace(" ", "%20"),
            headers(url, data.isPresent()),
            HttpBody.of(body));
    HttpResponse answer = HttpConnection.over(socket).exchange(request);
    HttpResponse.Head head = answer.head();
    if (options.has('S')) {
      process.printError("  " + head.statusLine() + "\n");
      for (HttpHeaders.Field field : head.headers().fields()) {
        process.printError("  " + field + "\n");
      }
    }
    Optional<String> location = head.headers().first("Location");
    if (head.status() / 100 == 3 && location.isPresent()) {
      return location;
    }
    if (head.status() / 100 != 2) {
      throw new IOException("server returned error: " + head.statusLine());
    }
    save(url, answer);
    return Optional.empty();
  }

  private HttpHeaders headers(HttpUrl url, boolean posts) {
    HttpHeaders headers = HttpHeaders.NONE.and("Host", url.authority());
    headers = headers.and("User-Agent", options.value('U').orElse("Wget"));
    headers = headers.and("Connection", "close");
    if (posts) {
      headers = headers.and("Content-Type", "application/x-www-form-urlencoded");
    }
    for (String line : options.values('h')) {
      String[] pair = line.split(":", 2);
      headers = headers.and(pair[0].strip(), pair.length == 1 ? "" : pair[1].strip());
    }
    return headers;
  }

  private void save(HttpUrl url, HttpResponse answer) throws IOException {
    if (options.has('s')) {
      note("remote file exists");
      return;
    }
    String path = url.target().replaceFirst("\\?.*", "").replaceFirst(".*/", "");
    String file = options.value('O').orElse(path.isEmpty() ? "index.html" : path);
    if (file.equals("-")) {
      note("writing to stdout");
      answer.transferTo(process.out());
      note("written to stdout");
      return;
    }
    note("saving to '" + file + "'");
    try (OutputStream out = process.files().write(file, false)) {
      answer.transferTo(out);
    }
    note("'" + file + "' saved");
  }

  private void note(String text) throws IOException {
    if (!options.has('q')) {
      process.printError(text + "\n");
    }
  }
}
