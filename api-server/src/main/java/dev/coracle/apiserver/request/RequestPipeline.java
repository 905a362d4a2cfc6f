// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.FieldSelector;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.admission.Admission;
import dev.coracle.apiserver.auth.Authorizer;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.codec.BodyDecoder;
import dev.coracle.apiserver.codec.DecodeException;
import dev.coracle.apiserver.codec.Decoded;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.KindCatalogue;
import dev.coracle.apiserver.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one way to the objects: who asks, whether they may, what the kind makes of it, and then the
 * store. HTTP and in-process calls both end here, so that every rule holds for everybody.
 */
public final class RequestPipeline {

  private final Machinery machinery;
  private final Authorizer authorizer;
  private final ListPages pages = new ListPages();
  private final Watches watches;
  private final Admission admission;
  private final Creation creation;
  private final Mutation mutation;
  private final Removal removal;
  private final Subresources subresources;
  private final KubeClient self;

  public RequestPipeline(
      ObjectStore store,
      KindCatalogue catalogue,
      Registry registry,
      Authorizer authorizer,
      Time time,
      RandomGenerator random) {
    this.authorizer = authorizer;
    this.self = new InProcessClient(this, User.SERVER);
    this.machinery = new Machinery(store, catalogue, registry, time, random, this::self);
    this.watches = new Watches(machinery);
    this.admission = new Admission(store, random);
    this.removal = new Removal(machinery);
    this.creation = new Creation(machinery, admission);
    this.mutation = new Mutation(machinery, admission, removal);
    this.subresources = new Subresources(machinery, mutation, removal);
  }

  private KubeClient self() {
    return self;
  }

  /** A client in this JVM, acting as a user. */
  public KubeClient client(User user) {
    return new InProcessClient(this, user);
  }

  public KubeObject get(Call call, ResourceType type, ObjectKey key, String subresource) {
    authorize(call, "get", type, subresource, key);
    KubeObject object = find(type, key);
    return subresource.isEmpty() ? object : subresources.get(type, object, subresource);
  }

  /** The newest revision there is. */
  public long revision() {
    return machinery.store().revision();
  }

  /**
   * Goes on only if what is stored is at least as new as a client wants to see.
   *
   * @throws ApiException 504 when it is not, 400 when that is no revision
   */
  public void requireRevision(String version) {
    ListVersions.check(ListOptions.ALL.withResourceVersion(version, ""), revision());
  }

  private KubeObject find(ResourceType type, ObjectKey key) {
    Version version = machinery.version(type);
    return machinery
        .store()
        .get(version.storage(), key)
        .map(version::show)
        .orElseThrow(() -> ApiException.notFound(type, key.name()));
  }

  public KubeList list(Call call, ResourceType type, ListOptions options) {
    authorize(call, "list", type, "", new ObjectKey(options.namespace(), ""));
    Selection selection = select(type, options.namespace(), options.labels(), options.fields());
    ListVersions.requireSense(options);
    Optional<ListPages.Place> place = ListPages.place(options);
    String name = ListPages.Whole.name(type, options);
    if (place.isPresent() && place.get().isOfKeptList()) {
      return selection
          .version()
          .show(pages.next(place.get(), name, options.limit(), machinery.now()));
    }
    ObjectStore.Listing listing =
        machinery.store().list(selection.version().storage(), options.namespace());
    ListVersions.check(options, listing.revision());
    List<KubeObject> found =
        selection.isEverything() && place.isEmpty()
            ? listing.items()
            : listing.items().stream()
                .filter(selection::matches)
                .filter(object -> place.isEmpty() || place.get().isBefore(object))
                .toList();
    ListPages.Whole whole =
        new ListPages.Whole(name, found, listing.revision(), selection.isEverything());
    return selection.version().show(pages.first(whole, options.limit(), machinery.now()));
  }

  public Watch watch(Call call, ResourceType type, WatchOptions options, Runnable wake) {
    authorize(call, "watch", type, "", new ObjectKey(options.namespace(), ""));
    Selection selection = select(type, options.namespace(), options.labels(), options.fields());
    return watches.open(type, selection, options, wake);
  }

  private Selection select(
      ResourceType type, String namespace, dev.coracle.api.Selector labels, FieldSelector fields) {
    return Selection.of(
        machinery.version(type), machinery.strategy(type), namespace, labels, fields);
  }

  /**
   * Reads a tree as an object of a kind, or of what one of its subresources takes, as a body that
   * came over the wire is read.
   *
   * @throws ApiException 400 when a value is of the wrong type
   */
  public Decoded check(ResourceType type, String subresource, ObjectNode tree) {
    Kind kind = machinery.kind(type);
    Kind body = kind.subresource(subresource).flatMap(machinery.kinds()::sentTo).orElse(kind);
    try {
      return new BodyDecoder(machinery.kinds()).decode(tree, body);
    } catch (DecodeException e) {
      throw ApiException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  /** Makes an object, or answers a question, from a body that the caller gives away. */
  public KubeObject create(
      Call call, ResourceType type, String namespace, Decoded body, WriteOptions options) {
    ObjectNode object = body.object();
    authorize(
        call,
        "create",
        type,
        "",
        new ObjectKey(namespace, Json.textAt(object, "metadata", "name")));
    BodyRules.judgeFields(call, options.fieldValidation(), body);
    BodyRules.settleKind(type, object);
    return machinery.kind(type).use() instanceof Kind.Review
        ? creation.answer(call, type, namespace, object)
        : creation.create(call, type, namespace, object, options.dryRun());
  }

  /** Replaces an object, its status or another part of it, by a body that the caller gives away. */
  public Written update(
      Call call, ResourceType type, ObjectKey key, Decoded body, WriteOptions options) {
    authorize(call, "update", type, options.subresource(), key);
    BodyRules.judgeFields(call, options.fieldValidation(), body);
    if (subresources.isSpecial(type, options.subresource())) {
      return new Written(subresources.update(call, type, key, body.object(), options), false);
    }
    ObjectNode object = body.object();
    BodyRules.settleKind(type, object);
    BodyRules.requireName(key.name(), object);
    if (options.subresource().isEmpty()
        && machinery.strategy(type).createsOnUpdate()
        && machinery.store().get(machinery.version(type).storage(), key).isEmpty()) {
      Preconditions.requireUidOfNothing(type, key, object);
      return new Written(
          creation.create(call, type, key.namespace(), object, options.dryRun()), true);
    }
    return new Written(
        mutation.mutate(call, target(type, key, options), old -> object.deepCopy()), false);
  }

  /** Changes an object, its status or another part of it. */
  public KubeObject patch(
      Call call, ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    authorize(call, "patch", type, options.subresource(), key);
    if (subresources.isSpecial(type, options.subresource())) {
      return subresources.patch(call, type, key, patch, options);
    }
    Patches patches = new Patches(machinery.kinds(), machinery.kind(type));
    return mutation.mutate(
        call,
        target(type, key, options).ofPatch(),
        old -> {
          Decoded patched = patches.apply(call, options.fieldValidation(), patch, old);
          BodyRules.requireName(key.name(), patched.object());
          return patched.object();
        });
  }

  private static Mutation.Target target(ResourceType type, ObjectKey key, WriteOptions options) {
    return new Mutation.Target(type, key, options.subresource(), options.dryRun(), false);
  }

  /** Posts a body that the caller gives away to a subresource. */
  public KubeObject createSubresource(
      Call call, ResourceType type, ObjectKey key, Decoded body, WriteOptions options) {
    authorize(call, "create", type, options.subresource(), key);
    BodyRules.judgeFields(call, options.fieldValidation(), body);
    return subresources.create(call, type, key, body.object(), options);
  }

  /** Deletes an object, or begins to. */
  public Deletion delete(Call call, ResourceType type, ObjectKey key, DeleteOptions options) {
    authorize(call, "delete", type, "", key);
    admission.delete(type, key);
    Removal.Outcome outcome = removal.delete(call, type, key, options);
    return new Deletion(outcome.object(), outcome.gone());
  }

  /** Deletes all objects that a list would show, and returns them. */
  public KubeList deleteCollection(
      Call call, ResourceType type, ListOptions selection, DeleteOptions options) {
    authorize(call, "deletecollection", type, "", new ObjectKey(selection.namespace(), ""));
    // Who may delete all need not be allowed to list them.
    KubeList list = list(Call.by(User.SERVER), type, selection);
    List<KubeObject> deleted = new ArrayList<>();
    for (KubeObject object : list.items()) {
      try {
        deleted.add(removal.delete(call, type, object.key(), options).object());
      } catch (ApiException e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
    return KubeList.of(deleted, list.resourceVersion());
  }

  /** Checks that somebody may use a subresource that only connects, such as {@code exec}. */
  public KubeObject connect(
      Call call, String verb, ResourceType type, ObjectKey key, String subresource) {
    authorize(call, verb, type, subresource, key);
    return find(type, key);
  }

  private void authorize(
      Call call, String verb, ResourceType type, String subresource, ObjectKey key) {
    authorize(RequestInfo.of(call.user(), verb, type, subresource, key));
  }

  /**
   * Goes on only if a request may be made.
   *
   * @throws ApiException 403 when it may not
   */
  public void authorize(RequestInfo request) {
    // https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles: the group
    // of administrators is let through before any authorizer is asked.
    if (!request.user().isIn(User.MASTERS) && !authorizer.allows(request)) {
      throw request.forbidden();
    }
  }

  /** An object as it was stored, and whether it did not exist before. */
  public record Written(KubeObject object, boolean created) {}

  /** What became of an object whose deletion was asked for. */
  public record Deletion(KubeObject object, boolean gone) {}
}
