// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.util.List;

/** A path below an object, such as {@code status}, and the kind that is sent and answered there. */
public record Subresource(String name, String apiVersion, String kind, List<String> verbs) {}
