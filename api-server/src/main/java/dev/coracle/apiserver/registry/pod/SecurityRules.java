// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The rules for what Pods and containers say about their privileges. They are judged, though nobody
 * enforces them here.
 *
 * @see <a href=
 *     "https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go">
 *     validatePodSpecSecurityContext, ValidateSecurityContext</a>
 */
final class SecurityRules {

  private static final String ID = "must be between 0 and 2147483647, inclusive";
  private static final String SYSCTL_PART = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final Pattern SYSCTL =
      Pattern.compile(SYSCTL_PART + "([\\./]" + SYSCTL_PART + ")*");
  private static final int LONGEST_SYSCTL = 253;

  private SecurityRules() {}

  static void checkPod(FieldErrors errors, String path, JsonNode context) {
    for (String member : List.of("fsGroup", "runAsUser", "runAsGroup")) {
      checkId(errors, path + "." + member, context.path(member));
    }
    Values.each(
        context.path("supplementalGroups"),
        path + ".supplementalGroups",
        (group, at) -> checkId(errors, at, group));
    Values.oneOfIfPresent(errors, context, path, "supplementalGroupsPolicy", "Merge", "Strict");
    checkSysctls(errors, path + ".sysctls", context.path("sysctls"));
    Values.oneOfIfPresent(errors, context, path, "fsGroupChangePolicy", "Always", "OnRootMismatch");
    checkSeccomp(errors, path + ".seccompProfile", context.path("seccompProfile"));
    Values.oneOfIfPresent(errors, context, path, "seLinuxChangePolicy", "Recursive");
  }

  private static void checkId(FieldErrors errors, String path, JsonNode id) {
    if (id.isNumber() && (id.asLong() < 0 || id.asLong() > Integer.MAX_VALUE)) {
      errors.invalid(path, id, ID);
    }
  }

  private static void checkSysctls(FieldErrors errors, String path, JsonNode sysctls) {
    Set<String> names = new HashSet<>();
    Values.each(
        sysctls,
        path,
        (sysctl, at) -> {
          String name = Values.text(sysctl, "name");
          if (name.isEmpty()) {
            errors.required(at + ".name", "");
          } else if (name.length() > LONGEST_SYSCTL || !SYSCTL.matcher(name).matches()) {
            errors.invalid(
                at + ".name",
                name,
                "must have at most %d characters and match regex ^%s$"
                    .formatted(LONGEST_SYSCTL, SYSCTL));
          } else if (!names.add(name)) {
            errors.duplicate(at + ".name", name);
          }
        });
  }

  private static void checkSeccomp(FieldErrors errors, String path, JsonNode profile) {
    if (!Values.isSet(profile)) {
      return;
    }
    String type = Values.text(profile, "type");
    if (type.isEmpty()) {
      errors.required(path + ".type", "type is required when seccompProfile is set");
    } else {
      Values.oneOf(errors, profile, path, "type", "Localhost", "RuntimeDefault", "Unconfined");
    }
    JsonNode local = profile.path("localhostProfile");
    String at = path + ".localhostProfile";
    if (!type.equals("Localhost")) {
      if (Values.isSet(local)) {
        errors.invalidPart(at, path, profile, "can only be set when seccomp type is Localhost");
      }
    } else if (!Values.isSet(local)) {
      errors.required(at, "must be set when seccomp type is Localhost");
    } else {
      LocalPaths.checkDescending(errors, at, local.asString(""));
    }
  }

  static void checkContainer(FieldErrors errors, String path, JsonNode context) {
    for (String member : List.of("runAsUser", "runAsGroup")) {
      checkId(errors, path + "." + member, context.path(member));
    }
    Values.oneOfIfPresent(errors, context, path, "procMount", "Default", "Unmasked");
    checkSeccomp(errors, path + ".seccompProfile", context.path("seccompProfile"));
    JsonNode escalation = context.path("allowPrivilegeEscalation");
    if (escalation.isBoolean() && !escalation.asBoolean()) {
      checkNoEscalation(errors, path, context);
    }
  }

  private static void checkNoEscalation(FieldErrors errors, String path, JsonNode context) {
    String cannot = "cannot set `allowPrivilegeEscalation` to false and ";
    if (context.path("privileged").asBoolean(false)) {
      errors.invalid(path, context, cannot + "`privileged` to true");
    }
    for (JsonNode capability : context.path("capabilities").path("add")) {
      if (capability.asString("").equals("CAP_SYS_ADMIN")) {
        errors.invalid(path, context, cannot + "`capabilities.Add` CAP_SYS_ADMIN");
      }
    }
  }
}
