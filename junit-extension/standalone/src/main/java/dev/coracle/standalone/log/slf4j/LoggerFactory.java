// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone.log.slf4j;

/** What {@code org.slf4j.LoggerFactory} is to us. */
public final class LoggerFactory {

  private LoggerFactory() {}

  /** The user's logger of a name. */
  public static Logger getLogger(String name) {
    throw new NoClassDefFoundError("the user's SLF4J, asked for " + name);
  }
}
