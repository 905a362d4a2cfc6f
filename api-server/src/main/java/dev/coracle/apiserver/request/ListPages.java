// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
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
  private static final String TOKEN_VERSION = "meta.k8s.io/v1";

  /**
   * A list to be given out.
   *
   * @param of what it is a list of: a token goes on only where it was given
   * @param counted whether clients are told how much is left, which they are not when they select
   */
  record Whole(String of, List<KubeObject> items, long revision, boolean counted) {

    static String name(ResourceType type, ListOptions options) {
      return type.apiVersion() + "/" + type.plural() + "/" + options.namespace();
    }
  }

  private record Kept(Whole whole, Instant until) {}

  /**
   * Where a token goes on.
   *
   * @param list the kept list; empty for what is stored when the token is used
   * @param after the last object that was given out
   */
  record Place(String list, ObjectKey after) {

    boolean isOfKeptList() {
      return !list.isEmpty();
    }

    boolean isBefore(KubeObject object) {
      return after.compareTo(object.key()) < 0;
    }

    private String token() {
      ObjectNode token = Json.object().put("v", TOKEN_VERSION).put("list", list);
      token.put("namespace", after.namespace()).put("name", after.name());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
    }
  }

  @GuardedBy("this")
  private final Map<String, Kept> lists = new LinkedHashMap<>();

  @GuardedBy("this")
  private long made;

  /** The place that the token of a call names, if it has one. */
  static Optional<Place> place(ListOptions options) {
    String token = options.continueToken();
    if (token.isEmpty()) {
      return Optional.empty();
    }
    String version = options.resourceVersion();
    if (!version.isEmpty() && !version.equals("0")) {
      throw ApiException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    ObjectNode place = decode(token);
    return Optional.of(
        new Place(
            place.path("list").asString(""),
            new ObjectKey(place.path("namespace").asString(""), place.path("name").asString(""))));
  }

  private static ObjectNode decode(String token) {
    try {
      byte[] text = Base64.getUrlDecoder().decode(token);
      if (Json.parse(text) instanceof ObjectNode place) {
        String version = place.path("v").asString("");
        if (!version.equals(TOKEN_VERSION)) {
          throw notValid("server does not recognize this encoded version \"" + version + "\"");
        }
        return place;
      }
      throw notValid("json: cannot unmarshal");
    } catch (IllegalArgumentException e) {
      throw notValid("illegal base64 data");
    } catch (JacksonException e) {
      throw notValid(e.getOriginalMessage());
    }
  }

  private static ApiException notValid(String why) {
    return ApiException.badRequest("invalid continue token: continue key is not valid: " + why);
  }

  /** The first part of a list. */
  KubeList first(Whole whole, int limit, Instant now) {
    if (limit <= 0 || whole.items().size() <= limit) {
      return KubeList.of(whole.items(), Long.toString(whole.revision()));
    }
    return page(keep(whole, now), whole, 0, limit);
  }

  private synchronized String keep(Whole whole, Instant now) {
    lists.values().removeIf(list -> list.until().isBefore(now));
    if (lists.size() >= MOST) {
      lists.remove(lists.keySet().iterator().next());
    }
    String id = Long.toString(++made);
    lists.put(id, new Kept(whole, now.plus(KEPT)));
    return id;
  }

  /** The next part of a kept list. */
  KubeList next(Place place, String of, int limit, Instant now) {
    Whole whole =
        find(place.list())
            .filter(kept -> !kept.until().isBefore(now))
            .orElseThrow(() -> tooOld(place))
            .whole();
    if (!whole.of().equals(of)) {
      throw notValid("it goes on with another list");
    }
    List<KubeObject> items = whole.items();
    int start = 0;
    while (start < items.size() && !place.isBefore(items.get(start))) {
      start++;
    }
    return page(place.list(), whole, start, limit);
  }

  private synchronized Optional<Kept> find(String id) {
    return Optional.ofNullable(lists.get(id));
  }

  private static KubeList page(String id, Whole whole, int start, int limit) {
    List<KubeObject> items = whole.items();
    int end = limit <= 0 ? items.size() : Math.min(items.size(), start + limit);
    boolean last = end == items.size();
    return new KubeList(
        items.subList(start, end),
        Long.toString(whole.revision()),
        last ? "" : new Place(id, items.get(end - 1).key()).token(),
        last || !whole.counted() ? 0 : items.size() - end);
  }

  private static ApiException tooOld(Place place) {
    return ApiException.expired(
        "The provided continue parameter is too old to display a consistent list result. You can"
            + " start a new list without the continue parameter, or use the continue token in this"
            + " response to retrieve the remainder of the results. Continuing with the provided"
            + " token results in an inconsistent list - objects that were created, modified, or"
            + " deleted between the time the first chunk was returned and now may show up in the"
            + " list.",
        new Place("", place.after()).token());
  }
}
