// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.registry.RegistryOptions;
import dev.coracle.apiserver.request.RequestPipeline;
import dev.coracle.apiserver.request.User;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.store.ObjectStore;
import java.util.List;
import java.util.Random;

/**
 * The API server of one cluster: its objects, and the ways to them.
 *
 * <p>It is ready when it is made: {@link #client()} reaches it without a socket.
 */
public final class ApiServer {

  private static final List<String> SYSTEM_NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");
  private static final long WATCH_LOG_BYTES = 8L << 20;

  private final RequestPipeline pipeline;

  /** An API server with no objects. */
  public ApiServer(ApiServerOptions options, Time time) {
    Random random = new Random(options.seed());
    Registry registry =
        Registry.builtIn(
            new RegistryOptions(
                options.serviceCidr(), options.addressBlock(), options.nodePorts(), random));
    this.pipeline =
        new RequestPipeline(
            new ObjectStore(WATCH_LOG_BYTES), Kinds.builtIn(), registry, time, random);
    SYSTEM_NAMESPACES.forEach(this::createNamespace);
  }

  private void createNamespace(String name) {
    client()
        .create(
            ResourceType.NAMESPACES,
            KubeObject.of(ResourceType.NAMESPACES, ObjectKey.cluster(name)));
  }

  /** A client in this JVM that may do everything. */
  public KubeClient client() {
    return client("system:admin");
  }

  /** A client in this JVM that may do everything, under a name of its own. */
  public KubeClient client(String userName) {
    return pipeline.client(User.master(userName));
  }
}
