// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.apiserver.auth.User;
import java.util.function.Consumer;

/** One request on its way: who makes it, and where warnings for them go. */
public record Call(User user, Consumer<String> warnings) {

  /** A call whose warnings nobody reads. */
  public static Call by(User user) {
    return new Call(user, warning -> {});
  }

  void warn(String warning) {
    warnings.accept(warning);
  }
}
