// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.store;

import dev.coracle.api.ResourceType;

/** Which objects belong together, in whatever version they are looked at. */
record GroupResource(String group, String resource) {

  static GroupResource of(ResourceType type) {
    return new GroupResource(type.group(), type.plural());
  }
}
