// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.admission.RecordingAdmitter;
import dev.coracle.apiserver.auth.Authorizer;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.builtin.BuiltInKinds;
import dev.coracle.apiserver.builtin.BuiltInStrategies;
import dev.coracle.apiserver.registry.KindTester;
import dev.coracle.apiserver.registry.RegistryOptions;
import dev.coracle.apiserver.schema.KindCatalogue;
import dev.coracle.apiserver.store.ObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** A pipeline over its store, with an admitter of the test, and objects to write. */
final class AdmittedCluster implements AutoCloseable {

  static final String CONFIG_MAP =
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}, data: {k: v}}";

  final RecordingAdmitter admitter = new RecordingAdmitter();
  final ObjectStore store = new ObjectStore(1 << 20);
  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  final RequestPipeline pipeline;

  /** Whoever writes before the test does. */
  final KubeClient admin;

  AdmittedCluster() {
    Random random = new Random(1);
    pipeline =
        new RequestPipeline(
            store,
            new KindCatalogue(BuiltInKinds.kinds()),
            BuiltInStrategies.registry(
                new RegistryOptions("10.96.0.0/16", "", "30000-32767", random)),
            Authorizer.AUTHENTICATED,
            admitter.asked(),
            time,
            random);
    admin = pipeline.client(User.master("admin"));
    for (String name : List.of("default", "shop")) {
      admin.create(
          ResourceType.NAMESPACES, KubeObject.of(ResourceType.NAMESPACES, ObjectKey.cluster(name)));
    }
    admitter.forget();
  }

  /** Somebody with all that a user may have. */
  KubeClient jane() {
    return pipeline.client(
        new User("jane", "7", List.of("devs", User.AUTHENTICATED), Map.of("scopes", List.of("a"))));
  }

  /** Makes an object of which the admitter remembers nothing. */
  KubeObject given(ResourceType type, String yaml) {
    KubeObject made = admin.create(type, object(yaml));
    admitter.forget();
    return made;
  }

  /** Makes an object as one who listens to warnings. */
  KubeObject create(ResourceType type, String yaml, Consumer<String> warnings) {
    KubeObject object = object(yaml);
    RequestInfo info =
        RequestInfo.of(
            User.master("jane"),
            "create",
            type,
            "",
            new ObjectKey(object.namespace(), ""),
            "test",
            pipeline.now());
    return pipeline.create(
        Call.of(info, type, warnings), pipeline.check(type, "", object.tree().deepCopy()));
  }

  static KubeObject object(String yaml) {
    return KubeObject.of(KindTester.tree(yaml));
  }

  @Override
  public void close() {
    time.close();
  }
}
