// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists given out in parts. The whole list is kept as it was at its first part, so that later parts
 * are of the same revision; it is forgotten after five minutes, as Kubernetes compacts its history.
 */
final class ListPages {

  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int MOST = 64;

  private record Frozen(List<KubeObject> items, Instant until) {}

  private record Token(String list, int start) {}

  @GuardedBy("this")
  private final Map<String, Frozen> lists = new LinkedHashMap<>();

  /** The first part of a list. */
  KubeList first(ResourceType type, List<KubeObject> items, long revision, int limit, Instant now) {
    if (limit <= 0 || items.size() <= limit) {
      return KubeList.of(items, Long.toString(revision));
    }
    String id = revision + "/" + type + "/" + System.identityHashCode(items);
    synchronized (this) {
      lists.values().removeIf(list -> list.until().isBefore(now));
      if (lists.size() >= MOST) {
        lists.remove(lists.keySet().iterator().next());
      }
      lists.put(id, new Frozen(items, now.plus(KEPT)));
    }
    return page(id, items, 0, limit);
  }

  /** The part that a token names. */
  KubeList next(String continueToken, int limit, Instant now) {
    Token token = parse(continueToken);
    Frozen list =
        find(token.list())
            .filter(frozen -> !frozen.until().isBefore(now))
            .orElseThrow(ListPages::tooOld);
    return page(token.list(), list.items(), token.start(), limit);
  }

  private synchronized Optional<Frozen> find(String id) {
    return Optional.ofNullable(lists.get(id));
  }

  private static KubeList page(String id, List<KubeObject> items, int start, int limit) {
    int end = limit <= 0 ? items.size() : Math.min(items.size(), start + limit);
    String version = id.substring(0, id.indexOf('/'));
    String token = end == items.size() ? "" : token(id, end);
    return new KubeList(items.subList(start, end), version, token, items.size() - end);
  }

  private static String token(String id, int start) {
    ObjectNode token = Json.object().put("v", "meta.k8s.io/v1").put("list", id).put("start", start);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
  }

  private static Token parse(String text) {
    try {
      ObjectNode token = Json.parseObject(new String(Base64.getUrlDecoder().decode(text), UTF_8));
      return new Token(token.path("list").asString(), token.path("start").asInt());
    } catch (IllegalArgumentException | JacksonException e) {
      throw ApiException.badRequest("continue key is not valid: " + e.getMessage());
    }
  }

  private static ApiException tooOld() {
    return ApiException.expired(
        "The provided continue parameter is too old to display a consistent list result. You can"
            + " start a new list without the continue parameter.");
  }
}
