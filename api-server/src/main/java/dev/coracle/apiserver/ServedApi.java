// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.builtin.BuiltInKinds;
import dev.coracle.apiserver.patch.ThreeWayMerge;
import java.util.List;
import java.util.Optional;

/** What an API server serves, be it one of ours or somebody else's. */
public interface ServedApi {

  /** A client that may do everything that the test may. */
  KubeClient client();

  /** The served kind that an object says it is of. */
  Optional<ResourceType> typeOf(KubeObject object);

  /** The kind that a word means to kubectl, such as {@code deploy} or {@code deployments.apps}. */
  Optional<ResourceType> typeNamed(String word);

  /** The names that stored kinds have for kubectl, each with its short ones. */
  List<String> typeNames();

  /** The names of the served kinds. */
  List<String> kindNames();

  /** The versions that a kind is served in; none where there is no such kind. */
  List<String> apiVersions(String kind);

  /** The kinds whose objects have a number of replicas. */
  List<ResourceType> scalable();

  /**
   * What {@code kubectl apply} makes of an object that is there; by what Kubernetes itself serves,
   * as far as lists are concerned.
   *
   * @param last the manifest as it was applied before; without members where it never was
   */
  default KubeObject merged(KubeObject last, KubeObject manifest, KubeObject present) {
    return KubeObject.of(
        ThreeWayMerge.apply(
            last.tree(),
            manifest.tree(),
            present.tree(),
            BuiltInKinds.kinds()
                .byKind(manifest.apiVersion(), manifest.kind())
                .flatMap(ApiServer::mergeType)));
  }
}
