// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.apiserver.auth.RequestInfo;
import java.util.function.Consumer;

/**
 * A request on its way: what was known before its body was read, and where warnings go for who
 * makes it.
 *
 * @param type the kind that it is about
 * @param key the object that it is about; of one to be created, its namespace
 */
public record Call(RequestInfo info, ResourceType type, ObjectKey key, Consumer<String> warnings) {

  /** A call about what the request names. */
  public static Call of(RequestInfo info, ResourceType type, Consumer<String> warnings) {
    return new Call(info, type, info.key(), warnings);
  }

  /** The same request with the options that it gives. */
  public Call with(WriteOptions options) {
    return new Call(info.with(options), type, key, warnings);
  }

  /** The same request with the options of the deletion that it asks for. */
  public Call with(DeleteOptions options) {
    return new Call(info.with(options), type, key, warnings);
  }

  /** The part of the request that is about one object of many, or about one named otherwise. */
  public Call about(ObjectKey object) {
    return new Call(info, type, object, warnings);
  }

  public String subresource() {
    return info.subresource();
  }

  WriteOptions options() {
    return info.options();
  }

  boolean dryRun() {
    return info.dryRun();
  }

  boolean isPatch() {
    return info.verb().equals("patch");
  }

  void warn(String warning) {
    warnings.accept(warning);
  }
}
