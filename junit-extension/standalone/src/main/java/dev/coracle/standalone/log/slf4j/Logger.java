// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone.log.slf4j;

import org.jspecify.annotations.Nullable;

/** What {@code org.slf4j.Logger} is to us. */
public interface Logger {

  boolean isTraceEnabled();

  boolean isDebugEnabled();

  boolean isInfoEnabled();

  boolean isWarnEnabled();

  boolean isErrorEnabled();

  void trace(String message, @Nullable Throwable cause);

  void debug(String message, @Nullable Throwable cause);

  void info(String message, @Nullable Throwable cause);

  void warn(String message, @Nullable Throwable cause);

  void error(String message, @Nullable Throwable cause);
}
