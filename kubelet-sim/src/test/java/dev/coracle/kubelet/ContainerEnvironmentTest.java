// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The environment of a container, from everything that its Pod refers to. */
class ContainerEnvironmentTest {

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  @BeforeEach
  void createSources() {
    node.apply(
        """
        kind: ConfigMap
        metadata: {name: settings}
        data: {colour: red, size: big, dotted.name: d, dashed-name: e, ref: $(colour)}
        binaryData: {bin: aGVsbG8=}
        """);
    node.apply(
        """
        kind: ConfigMap
        metadata: {name: more}
        data: {colour: blue, shape: round}
        """);
    node.apply(
        """
        kind: Secret
        metadata: {name: keys}
        stringData: {password: "p=w $x", token: t}
        """);
    node.apply(
        """
        kind: Service
        metadata: {name: my-db}
        spec: {clusterIP: 10.96.0.77, ports: [{port: 5432, name: sql}, {port: 9187, name: mon, protocol: UDP}]}
        """);
  }

  private void pod(String spec, String container) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, labels: {app: web}, annotations: {note: "hello world"}}
        spec:
          %s
          containers:
          - {name: main, image: busybox, command: [sleep, "100000"], %s}
        """
            .formatted(spec, container));
  }

  private String value(String name) throws Exception {
    return node.exec("p", "sh", "-c", "printenv " + name + " || echo unset").strip();
  }

  @ParameterizedTest(name = "[{0}] {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          env: [{name: A, value: x}]                                                                    | A        | x
          env: [{name: A}]                                                                              | A        | ~~
          env: [{name: A, value: ""}]                                                                   | A        | ~~
          env: [{name: A, value: "two words"}]                                                          | A        | two words
          env: [{name: A, value: x}, {name: A, value: later}]                                           | A        | later
          env: [{name: A, value: x}, {name: B, value: "$(A)/$(A)"}]                                     | B        | x/x
          env: [{name: B, value: $(A)}, {name: A, value: x}]                                            | B        | $(A)
          env: [{name: A, value: $$(B)}, {name: B, value: x}]                                           | A        | $(B)
          env: [{name: A, value: $(A)}]                                                                 | A        | $(A)
          env: [{name: A, value: $(MY_DB_SERVICE_HOST)}]                                                | A        | 10.96.0.77
          env: [{name: A, value: $(PATH)}]                                                              | A        | $(PATH)
          env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}]                 | A        | red
          env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: ref}}}]                    | A        | $(colour)
          env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: none, optional: true}}}]   | A        | unset
          env: [{name: A, valueFrom: {configMapKeyRef: {name: none, key: none, optional: true}}}]       | A        | unset
          env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: password}}}]                      | A        | p=w $x
          env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: none, optional: true}}}]          | A        | unset
          env: [{name: A, valueFrom: {secretKeyRef: {name: none, key: none, optional: true}}}]          | A        | unset
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]                           | A        | p
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]                      | A        | default
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}]                | A        | web
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['note']"}}}]          | A        | hello world
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.labels['none']"}}}]               | A        | ~~
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]                           | A        | node-1
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.serviceAccountName}}}]                 | A        | default
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]                            | A        | 10.0.0.1
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIPs}}}]                           | A        | 10.0.0.1
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}]                           | A        | 192.168.0.1
          env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: B, value: is-$(A)}]| B        | is-p
          resources: {limits: {cpu: 1500m}}, env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}] | A | 2
          resources: {limits: {cpu: 1500m}}, env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}] | A | 1500
          resources: {requests: {memory: 64Mi}}, env: [{name: A, valueFrom: {resourceFieldRef: {resource: requests.memory, divisor: 1Mi}}}] | A | 64
          env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]                       | A        | 8
          envFrom: [{configMapRef: {name: settings}}]                                                   | colour   | red
          envFrom: [{configMapRef: {name: settings}}]                                                   | ref      | $(colour)
          envFrom: [{configMapRef: {name: settings}}]                                                   | dotted.name | d
          envFrom: [{configMapRef: {name: settings}}]                                                   | dashed-name | e
          envFrom: [{configMapRef: {name: settings}}]                                                   | bin      | unset
          envFrom: [{configMapRef: {name: settings}}, {configMapRef: {name: more}}]                     | colour   | blue
          envFrom: [{configMapRef: {name: more}}, {configMapRef: {name: settings}}]                     | colour   | red
          envFrom: [{configMapRef: {name: settings}}, {configMapRef: {name: more}}]                     | shape    | round
          envFrom: [{prefix: P_, configMapRef: {name: settings}}]                                       | P_colour | red
          envFrom: [{prefix: P_, configMapRef: {name: settings}}]                                       | colour   | unset
          envFrom: [{secretRef: {name: keys}}]                                                          | token    | t
          envFrom: [{prefix: S_, secretRef: {name: keys}}]                                              | S_token  | t
          envFrom: [{configMapRef: {name: none, optional: true}}]                                       | colour   | unset
          envFrom: [{secretRef: {name: none, optional: true}}]                                          | token    | unset
          envFrom: [{configMapRef: {name: settings}}], env: [{name: colour, value: own}]                | colour   | own
          envFrom: [{configMapRef: {name: settings}}], env: [{name: A, value: $(colour)}]               | A        | $(colour)
          env: [{name: MY_DB_SERVICE_HOST, value: own}]                                                 | MY_DB_SERVICE_HOST | own
          env: [{name: HOME, value: /here}]                                                             | HOME     | /here
          env: [{name: PATH, value: /bin}]                                                              | PATH     | /bin
          env: [{name: HOSTNAME, value: other}]                                                         | HOSTNAME | other
          tty: true                                                                                     | TERM     | xterm
          """)
  void variable_hasTheValueOfItsSource(String container, String name, String expected)
      throws Exception {
    pod("restartPolicy: Always", container);

    assertThat(value(name)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          KUBERNETES_SERVICE_HOST,    10.96.0.1
          KUBERNETES_SERVICE_PORT,    443
          KUBERNETES_PORT_443_TCP_PROTO, tcp
          MY_DB_SERVICE_HOST,         10.96.0.77
          MY_DB_SERVICE_PORT,         5432
          MY_DB_SERVICE_PORT_SQL,     5432
          MY_DB_SERVICE_PORT_MON,     9187
          MY_DB_PORT,                 tcp://10.96.0.77:5432
          MY_DB_PORT_5432_TCP,        tcp://10.96.0.77:5432
          MY_DB_PORT_9187_UDP,        udp://10.96.0.77:9187
          MY_DB_PORT_9187_UDP_PROTO,  udp
          MY_DB_PORT_9187_UDP_PORT,   9187
          MY_DB_PORT_9187_UDP_ADDR,   10.96.0.77
          HOSTNAME,                   p
          HOME,                       /root
          PATH,                       /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
          TERM,                       unset
          """)
  void variable_isThereUnasked(String name, String expected) throws Exception {
    node.apply(
        """
        kind: Service
        metadata: {name: kubernetes}
        spec: {clusterIP: 10.96.0.1, ports: [{port: 443, name: https}]}
        """);
    pod("restartPolicy: Always", "env: []");

    assertThat(value(name)).isEqualTo(expected);
  }

  @Test
  void podWithoutServiceLinks_hasNoVariablesOfThem() throws Exception {
    pod("enableServiceLinks: false", "env: []");

    assertThat(value("MY_DB_SERVICE_HOST")).isEqualTo("unset");
  }

  @Test
  void serviceThatComesLater_isNotInjected() throws Exception {
    pod("restartPolicy: Always", "env: []");

    node.apply(
        """
        kind: Service
        metadata: {name: late}
        spec: {ports: [{port: 80}]}
        """);

    assertThat(value("LATE_SERVICE_HOST")).isEqualTo("unset");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          env: [{name: A, valueFrom: {configMapKeyRef: {name: none, key: k}}}]         | configmap "none" not found
          env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: none}}}]  | couldn't find key none in ConfigMap default/settings
          env: [{name: A, valueFrom: {secretKeyRef: {name: none, key: k}}}]            | secret "none" not found
          env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: none}}}]         | couldn't find key none in Secret default/keys
          env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: bin}}}]   | couldn't find key bin in ConfigMap default/settings
          envFrom: [{configMapRef: {name: none}}]                                      | configmap "none" not found
          envFrom: [{secretRef: {name: none}}]                                         | secret "none" not found
          """)
  void missingSource_keepsTheContainerWaiting(String container, String message) {
    pod("restartPolicy: Always", container);

    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(node.container("p").at("/state/waiting/reason").asString())
        .isEqualTo("CreateContainerConfigError");
    assertThat(node.container("p").at("/state/waiting/message").asString()).isEqualTo(message);
    assertThat(node.events("p")).contains("Failed: Error: " + message);
  }

  @Test
  void sourceThatComesLater_startsTheContainerAtOnce() throws Exception {
    pod(
        "restartPolicy: Always",
        "env: [{name: A, valueFrom: {configMapKeyRef: {name: late, key: k}}}]");
    String before = node.phase("p");

    node.apply("{kind: ConfigMap, metadata: {name: late}, data: {k: v}}");

    assertThat(before).isEqualTo("Pending");
    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(value("A")).isEqualTo("v");
    assertThat(node.container("p").path("restartCount").asInt()).isZero();
  }

  @Test
  void waitingContainer_triesAgainByItself() {
    pod(
        "restartPolicy: Always",
        "env: [{name: A, valueFrom: {configMapKeyRef: {name: late, key: k}}}]");

    node.advance(Duration.ofSeconds(35));

    assertThat(
            node.events("p").stream()
                .filter(event -> event.equals("Failed: Error: configmap \"late\" not found")))
        .isNotEmpty();
    assertThat(node.phase("p")).isEqualTo("Pending");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hostname: db                                                   | db
          hostname: db, subdomain: sets                                  | db
          hostname: db, subdomain: sets, setHostnameAsFQDN: true         | db.sets.default.svc.cluster.local
          hostNetwork: true                                              | node-1
          """)
  void hostname_isThatOfThePod(String spec, String hostname) throws Exception {
    node.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {"
            + spec
            + ", containers: [{name: main, image: busybox, command: [sleep, '1000']}]}}");

    assertThat(node.exec("p", "hostname").strip()).isEqualTo(hostname);
    assertThat(value("HOSTNAME")).isEqualTo(hostname);
    assertThat(node.exec("p", "cat", "/etc/hostname").strip()).isEqualTo(hostname);
  }

  @Test
  void workingDir_isWhereCommandsRun() throws Exception {
    pod("restartPolicy: Always", "workingDir: /tmp");

    assertThat(node.exec("p", "pwd")).isEqualTo("/tmp\n");
  }

  @Test
  void commandAndArgs_areExpandedAndJoined() throws Exception {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          restartPolicy: Never
          containers:
          - name: main
            image: busybox
            env: [{name: WHO, value: world}]
            command: [echo, hello]
            args: ["$(WHO)", "$$(WHO)", "$(NOBODY)", "$WHO"]
        """);

    assertThat(node.ended("p")).isEqualTo("hello world $(WHO) $(NOBODY) $WHO\n");
  }
}
