// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.FieldError;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.WriteOptions.FieldValidation;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldManagerTest {

  private static RequestInfo request(String userAgent) {
    return RequestInfo.of(
        User.ANONYMOUS,
        "create",
        ResourceType.PODS,
        "",
        new ObjectKey("default", ""),
        userAgent,
        Instant.EPOCH);
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource({
    "kubectl/v1.36.0 (linux/amd64) kubernetes/abc, kubectl",
    "Mozilla, Mozilla",
    "'a b/1', a b",
    "/1, ''",
    "'', ''"
  })
  void programThatNamesNobody_ownsUnderItsOwnName(String userAgent, String name) {
    assertThat(request(userAgent).fieldManager()).isEqualTo(name);
  }

  @Test
  void nameOfAProgram_isMadeFit() {
    assertThat(request("a\tb\u2028c\u00a0d/1").fieldManager()).isEqualTo("abcd");
    assertThat(request("ü".repeat(100)).fieldManager()).isEqualTo("ü".repeat(64));
  }

  @Test
  void managerThatIsNamed_goesBeforeTheProgram() {
    RequestInfo named =
        request("kubectl/v1").with(new WriteOptions("", false, "me", FieldValidation.WARN));

    assertThat(named.fieldManager()).isEqualTo("me");
  }

  @Test
  void everyCharacterThatCannotBePrinted_isAnErrorOfItsOwn() {
    assertThat(FieldManager.problems("a\u0001ü\u00a0"))
        .extracting(FieldError::body)
        .allMatch(text -> text.startsWith("Invalid value"))
        .satisfiesExactly(
            first -> assertThat(first).endsWith("invalid character U+0001 (at position 1)"),
            second -> assertThat(second).endsWith("invalid character U+00A0 (at position 4)"));
    assertThat(FieldManager.problems("x".repeat(128))).isEmpty();
  }
}
