// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

/** What a request does to an object, in the words of admission. */
public enum Operation {
  CREATE,
  UPDATE,
  DELETE,
  /**
   * A connection to a Pod, node or Service, such as by {@code exec}: its options are the object.
   */
  CONNECT
}
