// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.api.http.HttpResponse;
import dev.coracle.kubelet.shell.syntax.Escapes;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code -w} may ask for after a transfer. */
record CurlReport(
    String url,
    int status,
    String contentType,
    long size,
    int redirects,
    String remote,
    int remotePort,
    String local,
    int localPort,
    int exit) {

  static final CurlReport NONE = new CurlReport("", 0, "", 0, 0, "", 0, "", 0, 0);

  private static final Pattern VARIABLE = Pattern.compile("%\\{(\\w+)}");

  CurlReport withUrl(String asked) {
    return new CurlReport(
        asked, status, contentType, size, redirects, remote, remotePort, local, localPort, exit);
  }

  CurlReport withHead(HttpResponse.Head head, Socket socket) {
    var address = socket.getInetAddress();
    var own = socket.getLocalAddress();
    return new CurlReport(
        url,
        head.status(),
        head.headers().first("Content-Type").orElse(""),
        size,
        redirects,
        address == null ? "" : address.getHostAddress(),
        socket.getPort(),
        own == null ? "" : own.getHostAddress(),
        socket.getLocalPort(),
        exit);
  }

  CurlReport withSize(long bytes) {
    return new CurlReport(
        url, status, contentType, bytes, redirects, remote, remotePort, local, localPort, exit);
  }

  CurlReport redirected() {
    return new CurlReport(
        url, status, contentType, size, redirects + 1, remote, remotePort, local, localPort, exit);
  }

  CurlReport withExit(int code) {
    return new CurlReport(
        url, status, contentType, size, redirects, remote, remotePort, local, localPort, code);
  }

  String format(String format, Duration elapsed) {
    Matcher matcher = VARIABLE.matcher(format);
    String seconds = String.format(Locale.ROOT, "%.6f", elapsed.toNanos() / 1e9);
    String filled =
        matcher.replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), seconds)));
    return Escapes.expand(filled, false);
  }

  private String value(String variable, String seconds) {
    return switch (variable) {
      case "http_code", "response_code" -> "%03d".formatted(status);
      case "content_type" -> contentType;
      case "size_download" -> String.valueOf(size);
      case "num_redirects" -> String.valueOf(redirects);
      case "remote_ip" -> remote;
      case "remote_port" -> String.valueOf(remotePort);
      case "local_ip" -> local;
      case "local_port" -> String.valueOf(localPort);
      case "url", "url_effective" -> url;
      case "exitcode" -> String.valueOf(exit);
      case "http_version" -> "1.1";
      default -> variable.startsWith("time_") ? seconds : "";
    };
  }
}
