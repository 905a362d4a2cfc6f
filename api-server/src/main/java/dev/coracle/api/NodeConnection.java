// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The way from the API server to the nodes: logs, commands and connections of running Pods.
 *
 * <p>Calls block on the thread of the request they serve and end early when that is interrupted.
 * They throw {@link ApiException} with Kubernetes' text where a container does not exist or does
 * not run.
 */
public interface NodeConnection {

  /** Writes a container's log, and with {@code follow} goes on until the container ends. */
  void logs(KubeObject pod, LogOptions options, OutputStream to)
      throws IOException, InterruptedException;

  /** Runs a command in a container, and returns its exit code. */
  int exec(KubeObject pod, ExecOptions options, Streams streams)
      throws IOException, InterruptedException;

  /** Joins the streams of a container's main program until it ends or the client's input does. */
  void attach(KubeObject pod, ExecOptions options, Streams streams)
      throws IOException, InterruptedException;

  /**
   * Opens a connection within a Pod's network, as a container runtime does for a port-forward: the
   * Pod itself calls {@code localhost}, so no policy is asked, and whatever the Pod listens on
   * there answers.
   *
   * @throws IOException with the runtime's text when nobody answers
   */
  Socket forward(KubeObject pod, int port, Duration timeout)
      throws IOException, InterruptedException;

  /** Opens a connection from the API server to an address and port of a Pod or node. */
  Socket dial(String address, int port, Duration timeout) throws IOException;

  /** Which part of a log is wanted; an empty container means the Pod's only one. */
  record LogOptions(
      String container,
      boolean follow,
      boolean previous,
      boolean timestamps,
      OptionalLong tailLines,
      OptionalLong limitBytes,
      Optional<Instant> since) {}

  /** What is run, and with which streams; an empty container means the Pod's first one. */
  record ExecOptions(
      String container,
      List<String> command,
      boolean stdin,
      boolean stdout,
      boolean stderr,
      boolean tty) {}

  /** The three streams of a command; those not asked for are empty or swallow what they get. */
  record Streams(InputStream stdin, OutputStream stdout, OutputStream stderr) {}
}
