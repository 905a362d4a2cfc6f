// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

/** The message types of the table by their names. */
public final class MessageTypes {

  private static final Facts FACTS = Facts.load();

  private MessageTypes() {}

  public static MessageType named(String name) {
    return FACTS.type(name);
  }
}
