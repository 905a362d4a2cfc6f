// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An http or https URL as command lines have it: the scheme may be missing. */
record HttpUrl(String scheme, String userInfo, String host, int port, String target) {

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:([a-zA-Z][a-zA-Z0-9+.-]*)://)?(?:([^/@?#]*)@)?(\\[[^]]+]|[^:/?#]+)(?::([0-9]*))?"
              + "((?:[/?][^#]*)?)(?:#.*)?");

  /**
   * Reads a URL.
   *
   * @throws CurlException with code 3 for what is none, 1 for another scheme
   */
  static HttpUrl parse(String text) throws CurlException {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new CurlException(3, "URL rejected: Malformed input to a URL function");
    }
    String scheme = or(matcher.group(1), "http");
    if (!scheme.matches("https?")) {
      throw new CurlException(1, "Protocol \"" + scheme + "\" not supported");
    }
    String port = or(matcher.group(4), "");
    if (port.length() > 5 || (!port.isEmpty() && Integer.parseInt(port) > 65535)) {
      throw new CurlException(
          3, "URL rejected: Port number was not a decimal number between 0 and 65535");
    }
    int standard = scheme.equals("https") ? 443 : 80;
    String path = or(matcher.group(5), "");
    return new HttpUrl(
        scheme,
        or(matcher.group(2), ""),
        or(matcher.group(3), "").replaceAll("[\\[\\]]", ""),
        port.isEmpty() ? standard : Integer.parseInt(port),
        path.startsWith("/") ? path : "/" + path);
  }

  boolean secure() {
    return scheme.equals("https");
  }

  /** What stands in the Host header. */
  String authority() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (secure() ? 443 : 80) ? name : name + ":" + port;
  }

  /** The URL that a Location header means, seen from here. */
  HttpUrl resolve(String location) throws CurlException {
    if (location.matches("[a-zA-Z][a-zA-Z0-9+.-]*://.*")) {
      return parse(location);
    }
    if (location.startsWith("//")) {
      return parse(scheme + ":" + location);
    }
    String directory = target.replaceFirst("\\?.*", "").replaceFirst("[^/]*$", "");
    String path = location.startsWith("/") ? location : directory + location;
    return new HttpUrl(scheme, userInfo, host, port, path);
  }

  private static String or(@org.jspecify.annotations.Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }

  @Override
  public String toString() {
    return scheme + "://" + authority() + target;
  }
}
