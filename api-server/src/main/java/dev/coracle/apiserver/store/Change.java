// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.store;

import dev.coracle.api.KubeObject;
import dev.coracle.api.WatchEvent;
import java.util.Optional;

/** One committed write: its revision, the document after it (for a removal: last), and before. */
public record Change(
    long revision, WatchEvent.Type event, KubeObject object, Optional<KubeObject> before) {}
