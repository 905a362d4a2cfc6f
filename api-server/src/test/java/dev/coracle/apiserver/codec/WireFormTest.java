// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class WireFormTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          v1                   | Namespace     | {}                                          | {'metadata':{},'spec':{},'status':{}}
          v1                   | ConfigMap     | {'data':{},'immutable':false}               | {'metadata':{},'immutable':false}
          v1                   | Service       | {'spec':{'ports':[{'port':80}]}}            | {'metadata':{},'spec':{'ports':[{'port':80,'targetPort':0}]},'status':{'loadBalancer':{}}}
          v1                   | Service       | {'spec':{'ports':[]},'status':null}         | {'metadata':{},'spec':{},'status':{'loadBalancer':{}}}
          v1                   | Event         | {}                                          | {'metadata':{},'involvedObject':{},'source':{},'firstTimestamp':null,'lastTimestamp':null,'eventTime':null,'reportingComponent':'','reportingInstance':''}
          events.k8s.io/v1     | Event         | {}                                          | {'metadata':{},'eventTime':null,'regarding':{},'deprecatedSource':{},'deprecatedFirstTimestamp':null,'deprecatedLastTimestamp':null}
          apps/v1              | Deployment    | {}                                          | {'metadata':{},'spec':{'selector':null,'strategy':{},'template':{'metadata':{},'spec':{'containers':null}}},'status':{}}
          apps/v1              | ReplicaSet    | {'spec':{'replicas':0}}                     | {'metadata':{},'spec':{'replicas':0,'selector':null,'template':{'metadata':{},'spec':{'containers':null}}},'status':{'replicas':0}}
          apps/v1              | ControllerRevision | {}                                     | {'metadata':{},'data':null,'revision':0}
          discovery.k8s.io/v1  | EndpointSlice | {'endpoints':[{'addresses':['10.0.0.1']}]}  | {'metadata':{},'addressType':'','endpoints':[{'addresses':['10.0.0.1'],'conditions':{}}],'ports':null}
          discovery.k8s.io/v1  | EndpointSlice | {'endpoints':[],'ports':[]}                 | {'metadata':{},'addressType':'','endpoints':null,'ports':null}
          networking.k8s.io/v1 | NetworkPolicy | {'spec':{'podSelector':{}}}                 | {'metadata':{},'spec':{'podSelector':{}}}
          networking.k8s.io/v1 | NetworkPolicy | {'spec':{'ingress':[{}]}}                   | {'metadata':{},'spec':{'podSelector':{},'ingress':[{}]}}
          policy/v1            | PodDisruptionBudget | {}                                    | {'metadata':{},'spec':{},'status':{'disruptionsAllowed':0,'currentHealthy':0,'desiredHealthy':0,'expectedPods':0}}
          autoscaling/v1       | Scale         | {}                                          | {'metadata':{},'spec':{},'status':{'replicas':0}}
          """)
  void emptyFields_areWrittenAsTheTypesOfTheApiDo(
      String apiVersion, String kind, String sent, String written) {
    ObjectNode object = tree(sent);

    WireForm.apply(kind(apiVersion, kind), object);

    assertThat(object).isEqualTo(tree(written));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'containers':[{}]}                                                   | /containers/0/resources        | {}
          {'containers':[{}]}                                                   | /containers/0/name             | ""
          {'containers':[{'ports':[{}]}]}                                       | /containers/0/ports/0/containerPort | 0
          {'containers':[{'env':[{'name':'A','value':''}]}]}                    | /containers/0/env/0            | {'name':'A'}
          {'containers':[{'env':[{'valueFrom':{'resourceFieldRef':{}}}]}]}      | /containers/0/env/0/valueFrom/resourceFieldRef | {'resource':'','divisor':'0'}
          {'containers':[{'livenessProbe':{'httpGet':{}}}]}                     | /containers/0/livenessProbe    | {'httpGet':{'port':0}}
          {'containers':[{'securityContext':{}}]}                               | /containers/0/securityContext  | {}
          {'containers':[{'securityContext':{'privileged':false}}]}             | /containers/0/securityContext  | {'privileged':false}
          {'containers':[],'hostNetwork':false}                                 |                                | {'containers':null}
          {'containers':[],'volumes':[{'name':'a','emptyDir':{}}]}              | /volumes/0                     | {'name':'a','emptyDir':{}}
          {'containers':[],'tolerations':[],'nodeSelector':{},'nodeName':''}    |                                | {'containers':null}
          """)
  void partsOfAPod_areWrittenAsTheTypesOfTheApiDo(String spec, String pointer, String written) {
    ObjectNode object = Json.object();
    object.set("spec", tree(spec));

    WireForm.apply(kind("v1", "Pod"), object);

    assertThat(object.path("spec").at(pointer == null ? "" : pointer))
        .isEqualTo(JSON.readTree(written.replace('\'', '"')));
  }

  private static Kind kind(String apiVersion, String kind) {
    return Kinds.table().byKind(apiVersion, kind).orElseThrow();
  }

  private static ObjectNode tree(String json) {
    return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
  }
}
