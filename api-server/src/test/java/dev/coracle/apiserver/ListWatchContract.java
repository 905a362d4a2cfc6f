// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coracle.api.ApiException;
import dev.coracle.api.FieldSelector;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.Selector;
import dev.coracle.api.WatchEvent;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.time.VirtualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every client of the API may rely on when it lists and watches, also in the long run. */
abstract class ListWatchContract {

  private static final ListOptions HERE = ListOptions.inNamespace("default");

  /** A client of a server that has only its system namespaces. */
  abstract KubeClient client();

  abstract VirtualTime time();

  private KubeObject create(String name, String... labels) {
    return client()
        .create(
            CONFIG_MAPS,
            KubeObject.of(CONFIG_MAPS, ObjectKey.of("default", name))
                .edit(
                    tree -> {
                      for (String label : labels) {
                        Json.objectAt(tree, "metadata", "labels").put(label, "yes");
                      }
                    }));
  }

  private static WatchOptions watching(String version, boolean bookmarks, Duration timeout) {
    return new WatchOptions(
        "default",
        Selector.EVERYTHING,
        FieldSelector.EVERYTHING,
        version,
        bookmarks,
        false,
        timeout);
  }

  private WatchReader watch(WatchOptions options) {
    return new WatchReader(client(), CONFIG_MAPS, options);
  }

  private static String name(WatchEvent event) {
    return event.type() + " " + event.object().name();
  }

  @Test
  void quietWatch_getsABookmarkEachMinute() throws InterruptedException {
    String start = client().list(CONFIG_MAPS, HERE).resourceVersion();
    try (WatchReader watch = watch(watching(start, true, Duration.ZERO))) {
      KubeObject created = create("a");
      WatchEvent added = watch.next();

      time().advance(Duration.ofMinutes(1));
      WatchEvent first = watch.next();
      time().advance(Duration.ofMinutes(1));
      WatchEvent second = watch.next();

      assertThat(added.type()).isEqualTo(WatchEvent.Type.ADDED);
      assertThat(List.of(first.type(), second.type())).containsOnly(WatchEvent.Type.BOOKMARK);
      assertThat(first.object().resourceVersion()).isEqualTo(created.resourceVersion());
      assertThat(first.object().kind()).isEqualTo("ConfigMap");
      assertThat(first.object().name()).isEmpty();
    }
  }

  @Test
  void bookmark_tellsOfRevisionsThatTheSelectionHides() throws InterruptedException {
    String start = client().list(CONFIG_MAPS, HERE).resourceVersion();
    WatchOptions options =
        WatchOptions.following(HERE.withLabels(Selector.parse("app=web")), start);
    try (WatchReader watch = watch(options)) {
      KubeObject hidden = create("hidden");

      time().advance(Duration.ofMinutes(1));

      assertThat(watch.next().object().resourceVersion()).isEqualTo(hidden.resourceVersion());
    }
  }

  @Test
  void watchWithoutBookmarks_getsNone() throws InterruptedException {
    String start = client().list(CONFIG_MAPS, HERE).resourceVersion();
    try (WatchReader watch = watch(watching(start, false, Duration.ZERO))) {
      time().advance(Duration.ofMinutes(10));
      create("a");

      assertThat(name(watch.next())).isEqualTo("ADDED a");
    }
  }

  @Test
  void watch_endsAtItsTimeLimit() throws InterruptedException {
    String start = client().list(CONFIG_MAPS, HERE).resourceVersion();
    try (WatchReader watch = watch(watching(start, false, Duration.ofSeconds(30)))) {
      time().advance(Duration.ofSeconds(29));
      create("a");
      String before = name(watch.next());
      time().advance(Duration.ofSeconds(1));

      assertThat(before).isEqualTo("ADDED a");
      assertThat(watch.nextOrEnd()).isEmpty();
    }
  }

  @ParameterizedTest(name = "resourceVersion={0}")
  @ValueSource(strings = {"", "0"})
  void watchFromTheStart_beginsWithWhatThereIs(String version) throws InterruptedException {
    create("b");
    create("a");
    try (WatchReader watch = watch(watching(version, false, Duration.ZERO))) {
      List<String> first = List.of(name(watch.next()), name(watch.next()));
      create("c");

      assertThat(first).containsExactly("ADDED a", "ADDED b");
      assertThat(name(watch.next())).isEqualTo("ADDED c");
    }
  }

  @Test
  void watchOfOneName_seesNoOther() throws InterruptedException {
    String start = client().list(CONFIG_MAPS, HERE).resourceVersion();
    ListOptions one = HERE.withFields(FieldSelector.of("metadata.name", "b"));
    try (WatchReader watch = watch(WatchOptions.following(one, start))) {
      create("a");
      create("b");

      assertThat(name(watch.next())).isEqualTo("ADDED b");
    }
  }

  @Test
  void watchOfAForgottenRevision_isGone() throws InterruptedException {
    String start = client().list(CONFIG_MAPS, HERE).resourceVersion();
    create("large");
    for (int i = 0; i < 12; i++) {
      String text = Integer.toString(i).repeat(900_000 / Integer.toString(i).length());
      client()
          .patch(
              CONFIG_MAPS,
              ObjectKey.of("default", "large"),
              Patch.merge(patch -> Json.objectAt(patch, "data").put("x", text)));
    }

    try (WatchReader watch = watch(watching(start, false, Duration.ZERO))) {
      WatchEvent error = watch.next();

      assertThat(error.type()).isEqualTo(WatchEvent.Type.ERROR);
      assertThat(error.object().number(0, "code")).isEqualTo(410);
      assertThat(error.object().text("reason")).isEqualTo("Expired");
      assertThat(error.object().text("message"))
          .matches("too old resource version: " + start + " \\(\\d+\\)");
      assertThat(watch.nextOrEnd()).isEmpty();
    }
  }

  @Test
  void watchOfARevisionThatIsNotYet_isGone() throws InterruptedException {
    try (WatchReader reader = watch(watching("999999", false, Duration.ZERO))) {
      WatchEvent event = reader.next();

      assertThat(event.type()).isEqualTo(WatchEvent.Type.ERROR);
      assertThat(event.object().at("code").asInt()).isEqualTo(410);
      assertThat(event.object().text("reason")).isEqualTo("Expired");
    }
  }

  @Test
  void watchOfANonsensicalRevision_isRefused() {
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class, () -> watch(watching("x", false, Duration.ZERO)).close());

    assertThat(refusal.code()).isEqualTo(500);
    assertThat(refusal).hasMessageContaining("strconv.ParseUint: parsing \"x\": invalid syntax");
  }

  @Test
  void expiredContinueToken_offersTheRestOfTheNewestList() {
    for (String name : List.of("b", "d", "f")) {
      create(name);
    }
    KubeList first = client().list(CONFIG_MAPS, HERE.withLimit(2, ""));
    time().advance(Duration.ofMinutes(6));
    create("a");
    create("e");

    ApiException expired =
        catchThrowableOfType(
            ApiException.class,
            () -> client().list(CONFIG_MAPS, HERE.withLimit(2, first.continueToken())));
    KubeList rest = client().list(CONFIG_MAPS, HERE.withLimit(2, expired.continueToken()));

    assertThat(expired.code()).isEqualTo(410);
    assertThat(expired.reason()).isEqualTo("Expired");
    assertThat(expired).hasMessageStartingWith("The provided continue parameter is too old");
    assertThat(rest.items()).extracting(KubeObject::name).containsExactly("e", "f");
    assertThat(rest.continueToken()).isEmpty();
  }

  @Test
  void remainder_isToldOnlyOfWholeLists() {
    for (String name : List.of("a", "b", "c")) {
      create(name, "app");
    }

    KubeList whole = client().list(CONFIG_MAPS, HERE.withLimit(1, ""));
    KubeList selected =
        client().list(CONFIG_MAPS, HERE.withLabels(Selector.parse("app")).withLimit(1, ""));

    assertThat(whole.remaining()).isEqualTo(2);
    assertThat(selected.remaining()).isZero();
    assertThat(selected.continueToken()).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ???    | illegal base64 data
          W10    | json: cannot unmarshal
          e30    | server does not recognize this encoded version ""
          eyJ2Ig | Unexpected end-of-input
          """)
  void brokenContinueToken_isRefused(String token, String why) {
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class, () -> client().list(CONFIG_MAPS, HERE.withLimit(2, token)));

    assertThat(refusal.code()).isEqualTo(400);
    assertThat(refusal)
        .hasMessageStartingWith("invalid continue token: continue key is not valid: " + why);
  }

  @Test
  void continueTokenOfAnotherList_isRefused() {
    create("a");
    create("b");
    KubeList page = client().list(CONFIG_MAPS, HERE.withLimit(1, ""));

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () -> client().list(SECRETS, HERE.withLimit(1, page.continueToken())));

    assertThat(refusal.code()).isEqualTo(400);
    assertThat(refusal).hasMessageStartingWith("invalid continue token");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          999999 | NotOlderThan | 504 | Timeout: Too large resource version: 999999, current:
          1      | Exact        | 410 | The resourceVersion for the provided list is too old.
          -      | Exact        | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
          0      | Exact        | 422 | resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"
          1      | Newest       | 422 | resourceVersionMatch: Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""
          x      | -            | 400 | strconv.ParseUint: parsing "x": invalid syntax
          """)
  void listAtARevisionThatCannotBe_isRefused(
      String version, String match, int code, String message) {
    ListOptions options =
        HERE.withResourceVersion(version == null ? "" : version, match == null ? "" : match);

    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> client().list(CONFIG_MAPS, options));

    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal).hasMessageContaining(message);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          0 | -
          0 | NotOlderThan
          1 | NotOlderThan
          1 | -
          """)
  void listAtAnOlderRevision_isTheNewest(String version, String match) {
    KubeObject created = create("a");

    KubeList list =
        client().list(CONFIG_MAPS, HERE.withResourceVersion(version, match == null ? "" : match));

    assertThat(list.items()).containsExactly(created);
    assertThat(list.resourceVersion()).isEqualTo(created.resourceVersion());
  }
}
