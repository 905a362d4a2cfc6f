// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.time.Duration;

/**
 * What a watch call selects and from where it starts.
 *
 * @param resourceVersion the revision after which events are wanted; empty or {@code "0"}: the
 *     present objects first, as ADDED
 * @param sendInitialEvents the present objects first, then a bookmark that says so (WatchList)
 * @param timeout after which the server ends the watch; zero for never
 */
public record WatchOptions(
    String namespace,
    Selector labels,
    FieldSelector fields,
    String resourceVersion,
    boolean bookmarks,
    boolean sendInitialEvents,
    Duration timeout) {

  /** Every change of the kind after a revision. */
  public static WatchOptions since(String resourceVersion) {
    return new WatchOptions(
        "",
        Selector.EVERYTHING,
        FieldSelector.EVERYTHING,
        resourceVersion,
        false,
        false,
        Duration.ZERO);
  }

  /** The same selection as a list, after the revision the list was read at. */
  public static WatchOptions following(ListOptions list, String resourceVersion) {
    return new WatchOptions(
        list.namespace(),
        list.labels(),
        list.fields(),
        resourceVersion,
        true,
        false,
        Duration.ZERO);
  }
}
