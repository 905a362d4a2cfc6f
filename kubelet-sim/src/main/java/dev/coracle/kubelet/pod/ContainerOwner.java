// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.ObjectKey;
import dev.coracle.kubelet.files.ContainerFiles;
import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.PodSpec;
import dev.coracle.kubelet.thread.CountedThreads;
import dev.coracle.program.HttpHandler;
import dev.coracle.program.Image;
import dev.coracle.program.PodInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a container asks of the Pod that it belongs to, and tells it. Used on the node's loop, but
 * for what a start needs on a thread of its own.
 */
interface ContainerOwner {

  NodeServices node();

  PodSpec spec();

  ObjectKey key();

  /** {@code name_namespace(uid)}, as messages about restarts name a Pod. */
  String fullName();

  /** What containers have that are stopped for a reason of their own. */
  Duration grace();

  /** What is left to containers that are stopped with their Pod. */
  Duration graceLeft();

  Optional<PodLink> link();

  /** The threads that serve requests to the Pod. */
  CountedThreads serving();

  /** What answers HTTP requests instead of the Pod's own programs, if anything does. */
  Optional<HttpHandler> override();

  PodInfo info();

  NetworkHandlers handlers(ContainerSpec container);

  ContainerFiles files(ContainerSpec container, Image image, Map<String, String> env);

  /** Something has changed: has the Pod looked at soon. */
  void changed();

  /** Whether a container is started again after it ended with a code. */
  boolean restarts(ContainerSpec container, int exitCode);

  void normal(ContainerSpec container, String reason, String message);

  void warning(ContainerSpec container, String reason, String message);
}
