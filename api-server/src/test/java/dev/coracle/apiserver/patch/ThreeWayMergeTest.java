// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.schema.MessageType;
import dev.coracle.apiserver.schema.MessageTypes;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ThreeWayMergeTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a member that was taken out goes    | {a:1,b:2}         | {a:1}          | {a:1,b:2,c:3}        | {a:1,c:3}
          a member of others stays            | {}                | {a:1}          | {a:0,c:3}            | {a:1,c:3}
          one that others took out comes back | {a:1}             | {a:1}          | {c:3}                | {c:3,a:1}
          null takes out                      | {}                | {a:null}       | {a:1,b:2}            | {b:2}
          a map inside a map                  | {m:{x:1,y:2}}     | {m:{x:1}}      | {m:{x:1,y:2,z:3}}    | {m:{x:1,z:3}}
          a map that was taken out            | {m:{x:1}}         | {}             | {m:{x:1,z:3}}        | {}
          another shape replaces              | {m:{x:1}}         | {m:[1]}        | {m:{x:1,z:3}}        | {m:[1]}
          a list without a schema             | {l:[1,2]}         | {l:[2]}        | {l:[1,2,3]}          | {l:[2]}
          """)
  void membersWithoutSchema_merge(
      String what, String last, String manifest, String current, String merged) {
    ObjectNode result =
        ThreeWayMerge.apply(tree(last), tree(manifest), tree(current), Optional.empty());

    assertThat(result).isEqualTo(tree(merged));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a container of others stays         | {containers:[{name:a}]}           | {containers:[{name:a,image:x}]} | {containers:[{name:a,tty:true},{name:s}]} | {containers:[{name:a,tty:true,image:x},{name:s}]}
          a container that was taken out goes | {containers:[{name:a},{name:b}]}  | {containers:[{name:b}]}         | {containers:[{name:a},{name:b,tty:true},{name:s}]} | {containers:[{name:b,tty:true},{name:s}]}
          the order is the manifest's         | {containers:[{name:a},{name:b}]}  | {containers:[{name:b},{name:a}]} | {containers:[{name:a},{name:b}]}         | {containers:[{name:b},{name:a}]}
          a variable that was taken out       | {containers:[{name:a,env:[{name:A,value:'1'},{name:B,value:'2'}]}]} | {containers:[{name:a,env:[{name:A,value:'1'}]}]} | {containers:[{name:a,env:[{name:A,value:'1'},{name:B,value:'2'},{name:C,value:'3'}]}]} | {containers:[{name:a,env:[{name:A,value:'1'},{name:C,value:'3'}]}]}
          an atomic list                      | {tolerations:[{key:a}]}           | {tolerations:[{key:b}]}         | {tolerations:[{key:a},{key:z}]}  | {tolerations:[{key:b}]}
          a volume of another source          | {volumes:[{name:v,emptyDir:{}}]}  | {volumes:[{name:v,secret:{secretName:s}}]} | {volumes:[{name:v,emptyDir:{}}]} | {volumes:[{name:v,secret:{secretName:s}}]}
          an element without its key          | {}                                | {containers:[{image:x}]}        | {containers:[{name:a}]}          | {containers:[{image:x},{name:a}]}
          """)
  void partsOfPods_merge(String what, String last, String manifest, String current, String merged) {
    ObjectNode result =
        ThreeWayMerge.apply(tree(last), tree(manifest), tree(current), type("core.v1.PodSpec"));

    assertThat(result).isEqualTo(tree(merged));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          one port over TCP and UDP, again | [{port:53,protocol:UDP,name:u},{port:53,name:t}] | [{port:53,protocol:UDP,name:u},{port:53,name:t}] | [{port:53,protocol:UDP,name:u,nodePort:1},{port:53,protocol:TCP,name:t,nodePort:2}] | [{port:53,protocol:UDP,name:u,nodePort:1},{port:53,protocol:TCP,name:t,nodePort:2}]
          the one over UDP is taken out    | [{port:53,protocol:UDP,name:u},{port:53,name:t}] | [{port:53,name:t}]                                 | [{port:53,protocol:UDP,name:u,nodePort:1},{port:53,protocol:TCP,name:t,nodePort:2}] | [{port:53,protocol:TCP,name:t,nodePort:2}]
          one over UDP comes               | [{port:53,name:t}]                               | [{port:53,protocol:UDP,name:u},{port:53,name:t}]   | [{port:53,protocol:TCP,name:t,nodePort:2}]                                          | [{port:53,protocol:UDP,name:u},{port:53,protocol:TCP,name:t,nodePort:2}]
          a port of others stays           | [{port:80,name:a}]                               | [{port:81,name:b}]                                 | [{port:80,name:a},{port:90,name:z}]                                                 | [{port:81,name:b},{port:90,name:z}]
          """)
  void portsOfServices_merge(
      String what, String last, String manifest, String current, String merged) {
    ObjectNode result =
        ThreeWayMerge.apply(
            ports(last), ports(manifest), ports(current), type("core.v1.ServiceSpec"));

    assertThat(result.path("ports"))
        .containsExactlyInAnyOrderElementsOf(ports(merged).path("ports"));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {strategy:{type:RollingUpdate}} | {strategy:{type:Recreate}}         | {strategy:{type:RollingUpdate,rollingUpdate:{maxSurge:1}}} | {strategy:{type:Recreate}}
          {}                              | {strategy:{rollingUpdate:{maxSurge:2}}} | {strategy:{type:RollingUpdate,rollingUpdate:{maxSurge:1,maxUnavailable:1}}} | {strategy:{rollingUpdate:{maxSurge:2,maxUnavailable:1}}}
          """)
  void unions_keepWhatTheManifestNames(
      String last, String manifest, String current, String merged) {
    ObjectNode result =
        ThreeWayMerge.apply(
            tree(last), tree(manifest), tree(current), type("apps.v1.DeploymentSpec"));

    assertThat(result).isEqualTo(tree(merged));
  }

  private static Optional<MessageType> type(String name) {
    return Optional.of(MessageTypes.named(name));
  }

  private static ObjectNode ports(String list) {
    return tree("{ports:" + list + "}");
  }

  /** JSON as people write it in tables: names and words without quotes. */
  private static ObjectNode tree(String text) {
    String quoted = text.replaceAll("(?<![\\w'])([A-Za-z]\\w*)(?!['\\w])", "\"$1\"");
    String json = quoted.replace("'", "\"").replace("\"true\"", "true").replace("\"null\"", "null");
    return (ObjectNode) JSON.readTree(json);
  }
}
