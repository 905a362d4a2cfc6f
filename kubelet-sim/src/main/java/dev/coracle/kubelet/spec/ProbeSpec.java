// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import java.time.Duration;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** A probe as a container's spec describes it, with its defaults. */
public record ProbeSpec(Type type, JsonNode json) {

  /** What a probe decides about. */
  public enum Type {
    READINESS("readinessProbe", "Readiness"),
    LIVENESS("livenessProbe", "Liveness"),
    STARTUP("startupProbe", "Startup");

    private final String field;
    private final String title;

    Type(String field, String title) {
      this.field = field;
      this.title = title;
    }

    public String field() {
      return field;
    }

    /** Its name as events begin with it. */
    public String title() {
      return title;
    }
  }

  public Duration initialDelay() {
    return Duration.ofSeconds(json.path("initialDelaySeconds").asInt(0));
  }

  public Duration timeout() {
    return Duration.ofSeconds(positive("timeoutSeconds", 1));
  }

  public Duration period() {
    return Duration.ofSeconds(positive("periodSeconds", 10));
  }

  public int successThreshold() {
    return positive("successThreshold", 1);
  }

  public int failureThreshold() {
    return positive("failureThreshold", 3);
  }

  /** The grace of a restart that this probe causes, where it has its own. */
  public OptionalLong terminationGracePeriodSeconds() {
    JsonNode own = json.path("terminationGracePeriodSeconds");
    return own.isNumber() ? OptionalLong.of(own.asLong()) : OptionalLong.empty();
  }

  private int positive(String member, int absent) {
    int value = json.path(member).asInt(absent);
    return value > 0 ? value : absent;
  }
}
