// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import dev.coracle.api.ResourceType;
import java.util.List;

/** The kinds whose objects a cluster stores, each in one version, as they come and go. */
public interface ServedKinds {

  /** The kinds as they are now. */
  List<ResourceType> now();

  /**
   * Tells of every change from now on, until the result is run.
   *
   * @param changed called on any thread, quickly; it asks {@link #now} when it wants to know
   */
  Runnable observe(Runnable changed);
}
