// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeObject;

/** Objects in YAML, for the contracts. */
final class Manifests {

  static final KubeObject DEPLOYMENT =
      of(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web, namespace: default, labels: {app: web}}
          spec:
            replicas: 2
            selector: {matchLabels: {app: web}}
            template:
              metadata: {labels: {app: web}}
              spec:
                containers:
                - {name: web, image: nginx, ports: [{containerPort: 80}]}
          """);

  static final KubeObject POD =
      of(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: web-0, namespace: default, labels: {app: web}}
          spec:
            containers: [{name: web, image: nginx}]
          """);

  private Manifests() {}

  static KubeObject of(String yaml) {
    return YamlDocuments.parse(yaml).get(0).object();
  }
}
