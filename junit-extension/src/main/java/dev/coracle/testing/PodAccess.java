// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.NodeConnection.ExecOptions;
import dev.coracle.api.NodeConnection.LogOptions;
import dev.coracle.api.NodeConnection.Streams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Logs and commands of Pods, for a test that waits for them. */
final class PodAccess {

  private final NodeConnection nodes;

  PodAccess(NodeConnection nodes) {
    this.nodes = nodes;
  }

  /** The whole log of a container, which an empty name means where it is the only one. */
  String logs(KubeObject pod, String container, boolean previous) {
    LogOptions whole =
        new LogOptions(
            container,
            false,
            previous,
            false,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      nodes.logs(pod, whole, out);
      return out.toString(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  Cluster.ExecResult exec(KubeObject pod, List<String> command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExecOptions options = new ExecOptions("", command, false, true, true, false);
    try {
      int code = nodes.exec(pod, options, new Streams(InputStream.nullInputStream(), out, err));
      return new Cluster.ExecResult(code, out.toString(UTF_8), err.toString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting for the Pod", e);
  }
}
