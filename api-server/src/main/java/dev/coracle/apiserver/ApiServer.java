// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.ServedKinds;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.builtin.BuiltInKinds;
import dev.coracle.apiserver.builtin.BuiltInStrategies;
import dev.coracle.apiserver.http.ApiListeners;
import dev.coracle.apiserver.patch.ThreeWayMerge;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.registry.RegistryOptions;
import dev.coracle.apiserver.request.RequestPipeline;
import dev.coracle.apiserver.schema.BuiltInSchema;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.KindCatalogue;
import dev.coracle.apiserver.schema.MessageType;
import dev.coracle.apiserver.store.ObjectStore;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The API server of one cluster: its objects, and the ways to them.
 *
 * <p>It is ready when it is made: {@link #client()} reaches it without a socket. Sockets, and the
 * certificates of those with TLS, are made when they are first asked for.
 */
public final class ApiServer implements ServedApi, AutoCloseable {

  private static final List<String> SYSTEM_NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");
  private static final long WATCH_LOG_BYTES = 8L << 20;

  private final KindCatalogue catalogue = new KindCatalogue(BuiltInKinds.kinds());
  private final ObjectStore store = new ObjectStore(WATCH_LOG_BYTES);
  private final RequestPipeline pipeline;
  private final ApiListeners listeners;

  /** An API server with no objects but the system's namespaces. */
  public ApiServer(ApiServerOptions options, Time time) {
    Random random = new Random(options.seed());
    Registry registry =
        BuiltInStrategies.registry(
            new RegistryOptions(
                options.serviceCidr(), options.addressBlock(), options.nodePorts(), random));
    this.pipeline =
        new RequestPipeline(store, catalogue, registry, options.authorizer(), time, random);
    this.listeners =
        new ApiListeners(
            pipeline, catalogue, registry, time, options.securePort(), options.certSans());
    SYSTEM_NAMESPACES.forEach(this::createNamespace);
  }

  private void createNamespace(String name) {
    client()
        .create(
            ResourceType.NAMESPACES,
            KubeObject.of(ResourceType.NAMESPACES, ObjectKey.cluster(name)));
  }

  /** A client in this JVM that may do everything. */
  @Override
  public KubeClient client() {
    return pipeline.client(User.master("system:admin"));
  }

  /** A client in this JVM that acts as a user, such as a part of the cluster. */
  public KubeClient client(String userName) {
    return pipeline.client(User.named(userName));
  }

  /** The served kind that an object says it is of. */
  @Override
  public Optional<ResourceType> typeOf(KubeObject object) {
    return catalogue
        .current()
        .byKind(object.apiVersion(), object.kind())
        .filter(Kind::stored)
        .map(Kind::type);
  }

  /** The kind that a word means to kubectl, such as {@code deploy} or {@code deployments.apps}. */
  @Override
  public Optional<ResourceType> typeNamed(String word) {
    return catalogue.current().named(word).map(Kind::type);
  }

  /** The names that stored kinds have for kubectl, each with its short ones. */
  @Override
  public List<String> typeNames() {
    return catalogue.current().storedOnce().stream().map(ApiServer::names).sorted().toList();
  }

  private static String names(Kind kind) {
    String plural = kind.type().plural();
    return kind.shortNames().isEmpty()
        ? plural
        : plural + " (" + String.join(", ", kind.shortNames()) + ")";
  }

  /** The kinds whose objects have a number of replicas. */
  @Override
  public List<ResourceType> scalable() {
    return catalogue.current().storedOnce().stream()
        .filter(kind -> kind.subresource("scale").isPresent())
        .map(Kind::type)
        .toList();
  }

  /**
   * Tells of every change of an object from now on, after it was made, until the result is run.
   *
   * @param changed called on any thread, quickly
   */
  public Runnable observe(Runnable changed) {
    return store.observe(changed);
  }

  /**
   * What {@code kubectl apply} makes of an object that is there.
   *
   * @param last the manifest as it was applied before; without members where it never was
   */
  @Override
  public KubeObject merged(KubeObject last, KubeObject manifest, KubeObject present) {
    Optional<MessageType> type =
        catalogue
            .current()
            .byKind(manifest.apiVersion(), manifest.kind())
            .flatMap(ApiServer::mergeType);
    return KubeObject.of(ThreeWayMerge.apply(last.tree(), manifest.tree(), present.tree(), type));
  }

  /** Only the types of the table say how their lists merge. */
  static Optional<MessageType> mergeType(Kind kind) {
    return kind.schema() instanceof BuiltInSchema schema
        ? Optional.of(schema.root())
        : Optional.empty();
  }

  /** The versions that a kind is served in; none where there is no such kind. */
  @Override
  public List<String> apiVersions(String kind) {
    return catalogue.current().all().stream()
        .filter(Kind::stored)
        .map(Kind::type)
        .filter(type -> type.kind().equals(kind))
        .map(ResourceType::apiVersion)
        .distinct()
        .toList();
  }

  /** The names of the served kinds. */
  @Override
  public List<String> kindNames() {
    return catalogue.current().all().stream()
        .map(kind -> kind.type().kind())
        .distinct()
        .sorted()
        .toList();
  }

  /** The kinds whose objects are stored, each in one version, as they come and go. */
  public ServedKinds kinds() {
    return new ServedKinds() {
      @Override
      public List<ResourceType> now() {
        return catalogue.current().storedOnce().stream().map(Kind::type).toList();
      }

      @Override
      public Runnable observe(Runnable changed) {
        return catalogue.observe(changed);
      }
    };
  }

  KindCatalogue catalogue() {
    return catalogue;
  }

  /** Lets requests about logs, commands and connections of Pods reach the nodes. */
  public void connectNodes(NodeConnection nodes) {
    listeners.connectNodes(nodes);
  }

  /** The address of the plain HTTP door, opened when first asked for; loopback only. */
  public URI httpUrl() {
    return listeners.httpUrl();
  }

  /** The address of the HTTPS door, opened when first asked for; loopback only. */
  public URI httpsUrl() {
    return listeners.httpsUrl();
  }

  /** The authority that signs the server's certificate, and those of clients it accepts. */
  public CertificateAuthority certificateAuthority() {
    return listeners.certificateAuthority();
  }

  /** The last requests over HTTP, a line each, the oldest first. */
  public List<String> recentRequests() {
    return listeners.recentRequests();
  }

  /** Forgets what requests there have been. */
  public void forgetRequests() {
    listeners.forgetRequests();
  }

  /** Every stored object, by its kind in the version that it is stored in. */
  public Map<ResourceType, List<KubeObject>> objects() {
    Map<ResourceType, List<KubeObject>> objects = new LinkedHashMap<>();
    for (Kind kind : catalogue.current().storedOnce()) {
      objects.put(kind.type(), store.list(kind.type(), "").items());
    }
    return objects;
  }

  /** The bearer token of the administrator. */
  public String adminToken() {
    return listeners.adminToken();
  }

  /** A bearer token of a ServiceAccount; the same one each time. */
  public String serviceAccountToken(String namespace, String name) {
    return listeners.serviceAccountToken(namespace, name);
  }

  /** A kubeconfig for the administrator, over HTTPS. */
  public String kubeconfig() {
    return Kubeconfig.of(httpsUrl(), certificateAuthority().certificatePem(), adminToken());
  }

  @Override
  public void close() {
    listeners.close();
  }
}
