// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.coracle.api.ApiException;
import dev.coracle.api.GoText;
import dev.coracle.apiserver.auth.User;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * The headers by which a request is made as somebody else, just as they are: who may be whom, and
 * what is missing in what they say, is decided elsewhere.
 *
 * @see <a
 *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/filters/impersonation/constrained_impersonation.go">
 *     processImpersonationHeaders</a>
 */
final class ImpersonationHeaders {

  private static final String ALL = "Impersonate-";
  private static final String USER = "Impersonate-User";
  private static final String UID = "Impersonate-Uid";
  private static final String GROUP = "Impersonate-Group";
  private static final String EXTRA = "impersonate-extra-";

  private ImpersonationHeaders() {}

  /**
   * As whom a request is to be made; empty for the one who makes it.
   *
   * @throws ApiException 400 where everything is said of a user but the name
   */
  static Optional<User> wanted(HttpFields headers) {
    if (headers.stream().noneMatch(ImpersonationHeaders::isOne)) {
      return Optional.empty();
    }
    Map<String, List<String>> extra = extra(headers);
    User wanted = new User(first(headers, USER), first(headers, UID), groups(headers), extra);
    if (!wanted.name().isEmpty()) {
      return Optional.of(wanted);
    }
    if (!wanted.uid().isEmpty() || !wanted.groups().isEmpty() || !extra.isEmpty()) {
      throw ApiException.badRequest(
          "requested " + goText(wanted) + " without impersonating a user name");
    }
    return Optional.empty();
  }

  private static boolean isOne(HttpField field) {
    return field.getName().regionMatches(true, 0, ALL, 0, ALL.length());
  }

  private static String first(HttpFields headers, String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  private static List<String> groups(HttpFields headers) {
    return headers.getValuesList(GROUP);
  }

  private static Map<String, List<String>> extra(HttpFields headers) {
    Map<String, List<String>> extra = new TreeMap<>();
    for (HttpField field : headers) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      if (name.startsWith(EXTRA)) {
        String value = field.getValue() == null ? "" : field.getValue();
        extra
            .computeIfAbsent(unescaped(name.substring(EXTRA.length())), key -> new ArrayList<>())
            .add(value);
      }
    }
    return extra;
  }

  /** A key that is malformed stays as it is. */
  private static String unescaped(String key) {
    try {
      return URLDecoder.decode(key.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException malformed) {
      return key;
    }
  }

  /** The user as Go prints it with {@code %#v}. */
  private static String goText(User user) {
    String extra =
        user.extra().isEmpty()
            ? "(nil)"
            : new TreeMap<>(user.extra())
                .entrySet().stream()
                    .map(entry -> GoText.quote(entry.getKey()) + ":" + strings(entry.getValue()))
                    .collect(joining(", ", "{", "}"));
    return "&user.DefaultInfo{Name:\"\", UID:%s, Groups:%s, Extra:map[string][]string%s}"
        .formatted(GoText.quote(user.uid()), strings(user.groups()), extra);
  }

  private static String strings(List<String> values) {
    return "[]string"
        + (values.isEmpty()
            ? "(nil)"
            : values.stream().map(GoText::quote).collect(joining(", ", "{", "}")));
  }
}
