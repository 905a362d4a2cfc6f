// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DefaultsTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @ParameterizedTest(name = "{1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          v1 | Pod | {} | {}
          v1 | Pod | {'spec':{}} | {'spec':{'restartPolicy':'Always','dnsPolicy':'ClusterFirst','terminationGracePeriodSeconds':30,'schedulerName':'default-scheduler','securityContext':{},'enableServiceLinks':true}}
          v1 | Pod | {'spec':{'restartPolicy':'Never','dnsPolicy':'None','terminationGracePeriodSeconds':0,'schedulerName':'s','securityContext':{},'enableServiceLinks':false}} | {'spec':{'restartPolicy':'Never','dnsPolicy':'None','terminationGracePeriodSeconds':0,'schedulerName':'s','securityContext':{},'enableServiceLinks':false}}
          v1 | Secret | {} | {'type':'Opaque'}
          v1 | ConfigMap | {} | {}
          v1 | Namespace | {} | {'status':{'phase':'Active'}}
          v1 | Service | {'spec':{'ports':[{'port':80}]}} | {'spec':{'type':'ClusterIP','sessionAffinity':'None','ports':[{'port':80,'protocol':'TCP'}]}}
          discovery.k8s.io/v1 | EndpointSlice | {'ports':[{'port':80}]} | {'ports':[{'port':80,'name':'','protocol':'TCP'}]}
          apps/v1 | Deployment | {'spec':{}} | {'spec':{'replicas':1,'revisionHistoryLimit':10,'progressDeadlineSeconds':600,'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':'25%','maxUnavailable':'25%'}}}}
          apps/v1 | Deployment | {'spec':{'replicas':0,'strategy':{'type':'Recreate'}}} | {'spec':{'replicas':0,'revisionHistoryLimit':10,'progressDeadlineSeconds':600,'strategy':{'type':'Recreate'}}}
          apps/v1 | StatefulSet | {'spec':{}} | {'spec':{'replicas':1,'revisionHistoryLimit':10,'podManagementPolicy':'OrderedReady','updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':0}},'persistentVolumeClaimRetentionPolicy':{'whenDeleted':'Retain','whenScaled':'Retain'}}}
          networking.k8s.io/v1 | NetworkPolicy | {'spec':{'ingress':[{'ports':[{'port':1}]}]}} | {'spec':{'ingress':[{'ports':[{'port':1,'protocol':'TCP'}]}]}}
          """)
  void absentFields_takeTheirConstants(
      String apiVersion, String kind, String sent, String completed) {
    ObjectNode object = (ObjectNode) JSON.readTree(sent.replace('\'', '"'));

    Kinds.table().byKind(apiVersion, kind).orElseThrow().schema().applyDefaults(object);

    assertThat(object).isEqualTo(JSON.readTree(completed.replace('\'', '"')));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'containers':[{}]}                                             | /containers/0/terminationMessagePolicy     | "File"
          {'containers':[{'ports':[{}]}]}                                 | /containers/0/ports/0/protocol             | "TCP"
          {'initContainers':[{'livenessProbe':{'httpGet':{}}}]}           | /initContainers/0/livenessProbe/httpGet/path | "/"
          {'containers':[{'readinessProbe':{}}]}                          | /containers/0/readinessProbe/periodSeconds | 10
          {'containers':[{'env':[{'valueFrom':{'fieldRef':{}}}]}]}        | /containers/0/env/0/valueFrom/fieldRef/apiVersion | "v1"
          {'volumes':[{'configMap':{}}]}                                  | /volumes/0/configMap/defaultMode           | 420
          {'volumes':[{'projected':{'sources':[{'serviceAccountToken':{}}]}}]} | /volumes/0/projected/sources/0/serviceAccountToken/expirationSeconds | 3600
          """)
  void partsOfAPod_takeTheirConstants(String spec, String pointer, String value) {
    ObjectNode object = JSON.createObjectNode();
    object.set("spec", JSON.readTree(spec.replace('\'', '"')));

    Kinds.table().byKind("v1", "Pod").orElseThrow().schema().applyDefaults(object);

    assertThat(object.path("spec").at(pointer)).hasToString(value);
  }
}
