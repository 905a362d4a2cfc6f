// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.manager;

/** When the watches of controllers tell of changes. */
public enum Watches {
  /** As soon as they are made. */
  PROMPT,
  /** 20 milliseconds later, as between machines. */
  LATE
}
