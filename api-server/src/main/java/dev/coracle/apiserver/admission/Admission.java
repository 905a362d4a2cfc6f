// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * What stands between a well-formed write and the store, in two phases: who may change the write,
 * before the rules of its kind, and who may only refuse it, after them. The server's own plugins
 * are asked before all others.
 *
 * <pre>
 *   CREATE, UPDATE: decode → default → <b>mutate</b> → prepare → validate → <b>validate</b> → store
 *   DELETE:         preconditions → <b>mutate</b> → <b>validate</b> → mark or remove
 *   CONNECT:        options → <b>mutate</b> → <b>validate</b> → connect
 * </pre>
 */
public final class Admission {

  private final Admitters builtIn;
  private final Admitters others;

  /**
   * The built-in plugins, and others.
   *
   * @param api the API itself, for what plugins must know of other objects
   */
  public Admission(
      ObjectStore store, Supplier<KubeClient> api, RandomGenerator random, Admitters others) {
    ServiceAccountAdmission accounts = new ServiceAccountAdmission(api, random);
    // The order of AllOrderedPlugins:
    // https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubeapiserver/options/plugins.go
    this.builtIn =
        new Admitters(
            List.of(
                new NamespaceLifecycle(store),
                accounts,
                new TaintNodesByConditionAdmission(),
                new PriorityAdmission(),
                new RuntimeClassAdmission(),
                new IngressClassAdmission(api)),
            List.of(accounts));
    this.others = others;
  }

  /** Lets everybody change a write who wants to, or refuse it. */
  public void mutate(
      RequestInfo request,
      Operation operation,
      Attributes.Target target,
      Draft draft,
      Supplier<Optional<KubeObject>> old) {
    Supplier<Optional<ObjectNode>> object =
        operation == Operation.DELETE ? Optional::empty : () -> Optional.of(draft.tree());
    Attributes attributes = new Attributes(request, operation, target, object, old);
    mutate(builtIn, attributes, draft);
    mutate(others, attributes, draft);
    // What a sidecar from outside brings along is to be completed as well:
    // https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/admission/reinvocation.go
    if (draft.wasReplaced()) {
      mutate(builtIn, attributes, draft);
    }
  }

  private static void mutate(Admitters admitters, Attributes attributes, Draft draft) {
    for (MutatingAdmitter admitter : admitters.mutating()) {
      if (admitter.handles(attributes)) {
        admitter.admit(attributes, draft);
      }
    }
  }

  /** Lets everybody refuse a write who wants to. */
  public void validate(
      RequestInfo request,
      Operation operation,
      Attributes.Target target,
      Supplier<Optional<ObjectNode>> object,
      Supplier<Optional<KubeObject>> old) {
    Attributes attributes = new Attributes(request, operation, target, object, old);
    validate(builtIn, attributes);
    validate(others, attributes);
  }

  private static void validate(Admitters admitters, Attributes attributes) {
    for (ValidatingAdmitter admitter : admitters.validating()) {
      if (admitter.handles(attributes)) {
        admitter.validate(attributes);
      }
    }
  }
}
