// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.FieldSelector;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.admission.Admission;
import dev.coracle.apiserver.admission.Admitters;
import dev.coracle.apiserver.auth.Authorizer;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.codec.BodyDecoder;
import dev.coracle.apiserver.codec.DecodeException;
import dev.coracle.apiserver.codec.Decoded;
import dev.coracle.apiserver.fields.FieldOwnership;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.KindCatalogue;
import dev.coracle.apiserver.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one way to the objects: who asks, whether they may, what the kind makes of it, and then the
 * store. HTTP and in-process calls both end here, so that every rule holds for everybody.
 */
public final class RequestPipeline {

  private final Machinery machinery;
  private final Authorizer authorizer;
  private final Impersonation impersonation;
  private final ListPages pages = new ListPages();
  private final Watches watches;
  private final AdmissionSteps admission;
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
    this(store, catalogue, registry, authorizer, Admitters.NONE, time, random);
  }

  /**
   * A pipeline.
   *
   * @param admitters who is asked about writes besides the built-in plugins
   */
  public RequestPipeline(
      ObjectStore store,
      KindCatalogue catalogue,
      Registry registry,
      Authorizer authorizer,
      Admitters admitters,
      Time time,
      RandomGenerator random) {
    this.authorizer = authorizer;
    this.impersonation = new Impersonation(this::allows);
    this.self = new InProcessClient(this, User.SERVER);
    this.machinery =
        new Machinery(store, catalogue, registry, FieldOwnership.NONE, time, random, this::self);
    this.watches = new Watches(machinery);
    this.admission =
        new AdmissionSteps(machinery, new Admission(store, this::self, random, admitters));
    this.removal = new Removal(machinery, admission);
    this.creation = new Creation(machinery, admission);
    this.mutation = new Mutation(machinery, removal);
    this.subresources = new Subresources(machinery, admission, mutation, removal);
  }

  private KubeClient self() {
    return self;
  }

  /** A client in this JVM, acting as a user. */
  public KubeClient client(User user) {
    return new InProcessClient(this, user);
  }

  public KubeObject get(Call call) {
    KubeObject object = find(call);
    return call.subresource().isEmpty() ? object : subresources.get(call, object);
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

  private KubeObject find(Call call) {
    Version version = machinery.version(call.type());
    return machinery
        .store()
        .get(version.storage(), call.key())
        .map(version::show)
        .orElseThrow(() -> ApiException.notFound(call.type(), call.key().name()));
  }

  public KubeList list(Call call, ListOptions options) {
    ResourceType type = call.type();
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

  public Watch watch(Call call, WatchOptions options, Runnable wake) {
    ResourceType type = call.type();
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
  public KubeObject create(Call call, Decoded body) {
    BodyRules.judgeFields(call, body);
    BodyRules.settleKind(call.type(), body.object());
    return machinery.kind(call.type()).use() instanceof Kind.Review
        ? creation.answer(call, body.object())
        : creation.create(call, body.object());
  }

  /** Replaces an object, its status or another part of it, by a body that the caller gives away. */
  public Written update(Call call, Decoded body) {
    BodyRules.judgeFields(call, body);
    Optional<SubresourceStrategy.View> view = subresources.view(call);
    if (view.isPresent()) {
      return new Written(subresources.update(call, view.get(), body.object()), false);
    }
    ObjectNode object = body.object();
    BodyRules.settleKind(call.type(), object);
    BodyRules.requireName(call.key().name(), object);
    if (createsOnUpdate(call)) {
      // https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/handlers/update.go
      // (withAuthorization): who may replace need not be one who may create.
      authorize(call.info().withVerb("create"));
      Preconditions.requireUidOfNothing(call, object);
      return new Written(creation.create(call, object), true);
    }
    if (!machinery.strategy(call.type()).replacesAnyVersion()) {
      Preconditions.requireVersion(call, object);
    }
    return new Written(change(call, old -> object.deepCopy()), false);
  }

  private boolean createsOnUpdate(Call call) {
    return call.subresource().isEmpty()
        && machinery.strategy(call.type()).createsOnUpdate()
        && machinery.store().get(machinery.version(call.type()).storage(), call.key()).isEmpty();
  }

  private KubeObject change(Call call, Function<KubeObject, ObjectNode> change) {
    UpdateRules rules = subresources.rules(call);
    return mutation.mutate(call, new ObjectUpdate(call, admission, rules, change));
  }

  /** Changes an object, its status or another part of it. */
  public KubeObject patch(Call call, Patch patch) {
    Optional<SubresourceStrategy.View> view = subresources.view(call);
    if (view.isPresent()) {
      return subresources.patch(call, view.get(), patch);
    }
    Patches patches = new Patches(machinery.kinds(), machinery.kind(call.type()));
    return change(
        call,
        old -> {
          Decoded patched = patches.apply(call, patch, old);
          BodyRules.requireName(call.key().name(), patched.object());
          return patched.object();
        });
  }

  /** Posts a body that the caller gives away to a subresource. */
  public KubeObject createSubresource(Call call, Decoded body) {
    BodyRules.judgeFields(call, body);
    return subresources.create(call, body.object());
  }

  /** Deletes an object, or begins to. */
  public Deletion delete(Call call, DeleteOptions options) {
    Removal.Outcome outcome = removal.delete(call.with(options));
    return new Deletion(outcome.object(), outcome.gone());
  }

  /** Deletes all objects that a list would show, and returns them. */
  public KubeList deleteCollection(Call call, ListOptions selection, DeleteOptions options) {
    Call deletion = call.with(options);
    KubeList list = list(call, selection);
    List<KubeObject> deleted = new ArrayList<>();
    for (KubeObject object : list.items()) {
      try {
        deleted.add(removal.delete(deletion.about(object.key())).object());
      } catch (ApiException e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
    return KubeList.of(deleted, list.resourceVersion());
  }

  /**
   * Goes on only if admission lets a client connect.
   *
   * @param options how, as a document that the caller gives away
   */
  public void connect(Call call, ObjectNode options) {
    subresources.connect(call, options);
  }

  /** The object that a client connects to. */
  public KubeObject connected(Call call) {
    return find(call);
  }

  /** A client for what the server itself must know to answer a request. */
  public KubeClient asServer() {
    return self;
  }

  /** When a request is made that is made now. */
  Instant now() {
    return machinery.time().now();
  }

  /**
   * The request as somebody else makes it.
   *
   * @param wanted as whom, just as the client says
   * @throws ApiException 403 when that may not be
   */
  public RequestInfo impersonate(RequestInfo request, User wanted) {
    return impersonation.impersonate(request, wanted);
  }

  /**
   * Goes on only if a request may be made.
   *
   * @throws ApiException 403 when it may not
   */
  public void authorize(RequestInfo request) {
    if (!allows(request)) {
      throw request.forbidden();
    }
  }

  /**
   * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles: the group of
   * administrators is let through before any authorizer is asked.
   */
  private boolean allows(RequestInfo request) {
    return request.user().isIn(User.MASTERS) || authorizer.allows(request);
  }

  /** An object as it was stored, and whether it did not exist before. */
  public record Written(KubeObject object, boolean created) {}

  /** What became of an object whose deletion was asked for. */
  public record Deletion(KubeObject object, boolean gone) {}
}
