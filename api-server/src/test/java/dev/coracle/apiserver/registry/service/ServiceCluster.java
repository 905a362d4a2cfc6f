// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.apiserver.codec.Yaml;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An API server and a short way to write Services to it; specs are given as YAML flow maps. */
final class ServiceCluster implements AutoCloseable {

  static final String SINGLE = "10.96.0.0/16";
  static final String DUAL = "10.96.0.0/16,fd00:10:96::/112";

  private final SystemTime time = new SystemTime();
  private final KubeClient client;

  ServiceCluster(String serviceCidr) {
    this(serviceCidr, "30000-32767");
  }

  ServiceCluster(String serviceCidr, String nodePorts) {
    client =
        new ApiServer(
                new ApiServerOptions(serviceCidr, "127.5.0.0/16", nodePorts, 0, List.of(), 1), time)
            .client();
  }

  KubeClient client() {
    return client;
  }

  KubeObject create(String name, String spec) {
    return client.create(SERVICES, service(name, spec));
  }

  KubeObject dryCreate(String name, String spec) {
    return client.create(SERVICES, service(name, spec), WriteOptions.OBJECT.withDryRun());
  }

  KubeObject put(String name, String spec) {
    return client.update(SERVICES, service(name, spec));
  }

  KubeObject patch(String name, String spec) {
    return client.patch(SERVICES, key(name), Patch.merge(p -> p.set("spec", yaml(spec))));
  }

  KubeObject putStatus(String name, String status) {
    return client.updateStatus(SERVICES, get(name).edit(o -> o.set("status", yaml(status))));
  }

  KubeObject get(String name) {
    return client.get(SERVICES, key(name));
  }

  void delete(String name) {
    KubeObject unused = client.delete(SERVICES, key(name));
  }

  boolean isAllocated(String ip) {
    return client.find(ResourceType.IP_ADDRESSES, ObjectKey.cluster(ip)).isPresent();
  }

  /** The refusal of a call that must be refused. */
  static ApiException refusal(Callable<?> call) {
    return catchThrowableOfType(ApiException.class, call::call);
  }

  /** The message of a refusal behind {@code Service "NAME" is invalid: }. */
  static String errors(Callable<?> call) {
    String message = String.valueOf(refusal(call).getMessage());
    return message.substring(message.indexOf(" is invalid: ") + " is invalid: ".length());
  }

  static KubeObject service(String name, String spec) {
    ObjectNode service = Json.object();
    service.put("apiVersion", "v1").put("kind", "Service");
    service.putObject("metadata").put("name", name).put("namespace", "default");
    service.set("spec", yaml(spec));
    return KubeObject.of(service);
  }

  static ObjectKey key(String name) {
    return ObjectKey.of("default", name);
  }

  static JsonNode yaml(String text) {
    return Yaml.documents(text).get(0);
  }

  /** Table rows, their cells parted by bars. */
  static Stream<Arguments> rows(String table) {
    return table
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toArray())
        .map(Arguments::of);
  }

  static List<String> texts(KubeObject object, String... path) {
    return object.at(path).valueStream().map(v -> v.asString("")).toList();
  }

  @Override
  public void close() {
    time.close();
  }
}
