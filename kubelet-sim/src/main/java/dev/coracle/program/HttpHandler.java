// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

/** What answers HTTP requests to a container. Runs on a thread of its own and may block. */
@FunctionalInterface
public interface HttpHandler {

  /** Answers; an exception becomes a 500 and goes to the container's standard error. */
  Response handle(Request request) throws Exception;
}
