// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.apiserver.schema.MessageTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class StrategicMergePatchTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          core.v1.PodSpec | {'containers':[{'name':'a','image':'1'}]} | {'containers':[{'name':'a','image':'2'}]} | {'containers':[{'name':'a','image':'2'}]}
          core.v1.PodSpec | {'containers':[{'name':'a'}]} | {'containers':[{'name':'b'}]} | {'containers':[{'name':'b'},{'name':'a'}]}
          core.v1.PodSpec | {'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'name':'a','$patch':'delete'}]} | {'containers':[{'name':'b'}]}
          core.v1.PodSpec | {'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'$patch':'replace'},{'name':'c'}]} | {'containers':[{'name':'c'}]}
          core.v1.PodSpec | {'containers':[{'name':'a','args':['1','2']}]} | {'containers':[{'name':'a','args':['3']}]} | {'containers':[{'name':'a','args':['3']}]}
          core.v1.PodSpec | {'containers':[{'name':'a','image':'1'}]} | {'containers':[{'name':'a','image':null}]} | {'containers':[{'name':'a'}]}
          core.v1.PodSpec | {'containers':[{'name':'a','env':[{'name':'X','value':'1'}]}]} | {'containers':[{'name':'a','env':[{'name':'X','value':'2'}]}]} | {'containers':[{'name':'a','env':[{'name':'X','value':'2'}]}]}
          core.v1.PodSpec | {'containers':[{'name':'a'},{'name':'b'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]} | {'containers':[{'name':'b'},{'name':'a'}]}
          core.v1.PodSpec | {'containers':[{'name':'a'},{'name':'s'}]} | {'$setElementOrder/containers':[{'name':'a'},{'name':'b'}],'containers':[{'name':'b'}]} | {'containers':[{'name':'a'},{'name':'b'},{'name':'s'}]}
          core.v1.PodSpec | {'containers':[{'name':'s'},{'name':'a'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[{'name':'b'}]} | {'containers':[{'name':'b'},{'name':'s'},{'name':'a'}]}
          core.v1.PodSpec | {'nodeSelector':{'a':'1','b':'2'}} | {'nodeSelector':{'a':null,'c':'3'}} | {'nodeSelector':{'b':'2','c':'3'}}
          core.v1.PodSpec | {'nodeSelector':{'a':'1'}} | {'nodeSelector':{'$patch':'replace','c':'3'}} | {'nodeSelector':{'c':'3'}}
          core.v1.PodSpec | {'securityContext':{'runAsUser':1}} | {'securityContext':{'$patch':'delete'}} | {'securityContext':{}}
          core.v1.PodSpec | {} | {'securityContext':{'runAsUser':1,'runAsGroup':null}} | {'securityContext':{'runAsUser':1}}
          core.v1.PodSpec | {} | {'containers':[{'name':'a','$patch':'delete'},{'name':'b'}]} | {'containers':[{'name':'b'}]}
          core.v1.PodSpec | {'tolerations':[{'key':'a'}]} | {'tolerations':[{'key':'b'}]} | {'tolerations':[{'key':'b'}]}
          core.v1.PodSpec | {'volumes':[{'name':'v','emptyDir':{}}]} | {'volumes':[{'name':'v','$retainKeys':['name','configMap'],'configMap':{'name':'c'}}]} | {'volumes':[{'name':'v','configMap':{'name':'c'}}]}
          core.v1.ServiceSpec | {'ports':[{'port':80,'nodePort':1}]} | {'ports':[{'port':80,'name':'http'}]} | {'ports':[{'port':80,'nodePort':1,'name':'http'}]}
          meta.v1.ObjectMeta | {'finalizers':['a','b']} | {'finalizers':['c','a']} | {'finalizers':['c','a','b']}
          meta.v1.ObjectMeta | {'finalizers':['a','b','c']} | {'$deleteFromPrimitiveList/finalizers':['b','x']} | {'finalizers':['a','c']}
          meta.v1.ObjectMeta | {} | {'$deleteFromPrimitiveList/finalizers':['b']} | {}
          meta.v1.ObjectMeta | {'finalizers':['a','b']} | {'$setElementOrder/finalizers':['c','b'],'finalizers':['c']} | {'finalizers':['c','a','b']}
          meta.v1.ObjectMeta | {'ownerReferences':[{'uid':'1','name':'a'}]} | {'ownerReferences':[{'uid':'1','$patch':'delete'}]} | {'ownerReferences':[]}
          apps.v1.DeploymentSpec | {'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}} | {'strategy':{'$retainKeys':['type'],'type':'Recreate'}} | {'strategy':{'type':'Recreate'}}
          """)
  void patch_followsTheSchema(String type, String before, String patch, String after) {
    ObjectNode target = (ObjectNode) json(before);
    JsonNode changes = json(patch);

    ObjectNode patched = StrategicMergePatch.apply(target, changes, MessageTypes.named(type));

    assertThat(patched).isEqualTo(json(after));
    assertThat(target).isEqualTo(json(before));
    assertThat(changes).isEqualTo(json(patch));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                       | 400 | json: cannot unmarshal array into Go value of type map[string]interface {}
          {'containers':[{'image':'x'}]}           | 500 | map: map[image:x] does not contain declared merge key: name
          {'containers':[{'$patch':'merge'}]}      | 500 | merging lists cannot yet be specified in the patch
          {'$patch':'other','a':1}                 | 500 | unknown patch type: other in map: map[$patch:other a:1]
          {'$retainKeys':'a'}                      | 400 | invalid patch format of retainKeys
          {'$retainKeys':['a'],'nodeName':'n'}     | 500 | patch content doesn't match retainKeys list
          {'$setElementOrder/containers':'x'}      | 500 | expected a []interface {}, but received a string
          {'$setElementOrder/containers':{}}       | 500 | expected a []interface {}, but received a map[string]interface {}
          """)
  void senselessPatch_isRefusedInTheApisWords(String patch, int code, String message) {
    String quoted = patch.replace('\'', '"');

    assertThatThrownBy(
            () ->
                StrategicMergePatch.apply(
                    (ObjectNode) json("{'containers':[{'name':'a'}]}"),
                    JSON.readTree(quoted),
                    MessageTypes.named("core.v1.PodSpec")))
        .isInstanceOfSatisfying(
            PatchException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessage(message);
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text.replace('\'', '"'));
  }
}
