// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.schema.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFormTest {

  private static Schema schema(String apiVersion, String kind) {
    return Kinds.table().byKind(apiVersion, kind).orElseThrow().schema();
  }

  @ParameterizedTest(name = "{1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          networking.k8s.io/v1 | IPAddress  | spec.parentRef       | {'name':'a','resource':'services'} | {'Group':'','Resource':'services','Namespace':'','Name':'a'}
          apps/v1              | Deployment | spec.strategy        | {'type':'Odd'}                     | {'Type':'Odd','RollingUpdate':null}
          apps/v1              | Deployment | spec.selector        | {'matchExpressions':[],'matchLabels':{'a':'b'}} | {'matchLabels':{'a':'b'},'matchExpressions':[]}
          apps/v1              | StatefulSet | spec.updateStrategy | {'type':'Odd','rollingUpdate':{'partition':1}} | {'Type':'Odd','RollingUpdate':{'Partition':1,'MaxUnavailable':null}}
          v1                   | Pod        | spec.containers[0].ports | [{'containerPort':80}]         | [{'Name':'','HostPort':0,'ContainerPort':80,'Protocol':'','HostIP':''}]
          v1                   | Pod        | spec.containers[0].ports[3] | {'containerPort':80}        | {'Name':'','HostPort':0,'ContainerPort':80,'Protocol':'','HostIP':''}
          v1                   | Pod        | spec.tolerations[0]  | {'key':'a'}                        | {'Key':'a','Operator':'','Value':'','Effect':'','TolerationSeconds':null}
          v1                   | Pod        | spec.nodeSelector    | {'a':'b'}                          | {'a':'b'}
          v1                   | Service    | spec.clusterIPs      | ['10.0.0.1']                       | ['10.0.0.1']
          v1                   | Pod        | metadata.ownerReferences | [{'kind':'A','apiVersion':'v1'}] | [{'apiVersion':'v1','kind':'A'}]
          v1                   | Pod        | spec.nothing.there   | {'a':'b'}                          | {'a':'b'}
          networking.k8s.io/v1 | IngressClass | spec.controller    | null                               | ''
          networking.k8s.io/v1 | Ingress    | spec                 | null                               | null
          v1                   | Service    | spec.ports[0].port   | null                               | 0
          v1                   | Service    | spec.loadBalancerClass | null                             | null
          """)
  void refusedValue_isQuotedAsGoHasIt(
      String apiVersion, String kind, String path, String value, String quoted) {
    assertThat(
            GoForm.of(schema(apiVersion, kind), path, Json.parse(value.replace('\'', '"')))
                .toString())
        .isEqualTo(quoted.replace('\'', '"'));
  }
}
