// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * The list of CustomResourceDefinitions, of which there are none: they cannot be made, and
 * discovery names no such kind.
 *
 * <p>It is answered all the same, because kubectl asks for it about a kind that a served group
 * lacks, and without an answer applies nothing of a file, not even the objects beside that one.
 * https://github.com/kubernetes/cli-runtime/blob/v0.36.0/pkg/resource/query_param_verifier.go
 * (HasSupport)
 */
final class NoDefinitions {

  private NoDefinitions() {}

  /** Whether a request is for the list. */
  static boolean isAsked(Exchange exchange, RequestPath.Objects path) {
    return exchange.method().equals("GET")
        && path.group().equals("apiextensions.k8s.io")
        && path.version().equals("v1")
        && path.plural().equals("customresourcedefinitions")
        && path.namespace().isEmpty()
        && path.name().isEmpty()
        && !path.watch()
        && !exchange.flag("watch");
  }

  static ObjectNode list(long revision) {
    ObjectNode list = Json.object();
    list.put("kind", "CustomResourceDefinitionList").put("apiVersion", "apiextensions.k8s.io/v1");
    list.putObject("metadata").put("resourceVersion", Long.toString(revision));
    list.putArray("items");
    return list;
  }
}
