// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.KindTester;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of Pod specs that the recorded mutations meet, and their siblings. */
class PodRulesTest {

  private static final KindTester PODS = KindTester.of(ResourceType.PODS);

  private static final String LABEL =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  private static final String KEY_EMPTY = "Invalid value: \"\": name part must be non-empty";

  private static Stream<Arguments> rows(String table) {
    return table
        .lines()
        .map(line -> line.split(" =>", 2))
        .map(
            row ->
                Arguments.arguments(
                    row[0].strip(),
                    row.length < 2 || row[1].isBlank()
                        ? List.of()
                        : List.of(row[1].strip().replace("LABEL", LABEL).split(" & "))));
  }

  static Stream<Arguments> volumes() {
    return rows(
        """
        {name: v, emptyDir: {}, secret: {secretName: s}} => spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type
        {name: v, configMap: {}, secret: {}} => spec.volumes[0].secret.secretName: Required value & spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type
        {name: v, hostPath: {}} => spec.volumes[0].hostPath.path: Required value
        {name: v, hostPath: {path: /a/../b}} => spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'
        {name: v, hostPath: {path: /a, type: Pipe}} => spec.volumes[0].hostPath.type: Unsupported value: "Pipe": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"
        {name: v, hostPath: {path: /a, type: ''}} =>
        {name: v, secret: {secretName: s, items: [{key: k, path: ..hidden}]}} => spec.volumes[0].secret.items[0].path: Invalid value: "..hidden": must not start with '..'
        {name: v, secret: {secretName: s, items: [{key: k, path: ../up}]}} => spec.volumes[0].secret.items[0].path: Invalid value: "../up": must not contain '..'
        {name: v, configMap: {name: c, defaultMode: 512}} => spec.volumes[0].configMap.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive
        {name: v, nfs: {server: s, path: p}} => spec.volumes[0].nfs.path: Invalid value: "p": must be an absolute path
        {name: v, flocker: {}} => spec.volumes[0].flocker: Required value: one of datasetName and datasetUUID is required
        {name: v, csi: {}} => spec.volumes[0].csi.driver: Required value
        {name: v, gcePersistentDisk: {pdName: d, partition: 256}} => spec.volumes[0].gcePersistentDisk.partition: Invalid value: 256: must be between 0 and 255, inclusive
        {name: v, downwardAPI: {items: [{path: a}]}} => spec.volumes[0].downwardAPI: Required value: one of fieldRef and resourceFieldRef is required
        {name: v, downwardAPI: {items: [{path: a, fieldRef: {fieldPath: status.podIP}}]}} => spec.volumes[0].downwardAPI.fieldRef.fieldPath: Unsupported value: "status.podIP": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"
        {name: v, downwardAPI: {items: [{path: a, fieldRef: {fieldPath: "metadata.labels['a']"}}]}} =>
        {name: v, downwardAPI: {items: [{path: a, resourceFieldRef: {resource: limits.cpu}}]}} => spec.volumes[0].downwardAPI.resourceFieldRef.containerName: Required value
        {name: v, projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 60}}]}} => spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes
        {name: v, projected: {sources: [{secret: {name: a, items: [{key: k, path: p}]}}, {configMap: {name: b, items: [{key: k, path: p}]}}]}} => spec.volumes[0].projected: Invalid value: "b": conflicting duplicate paths
        {name: v, projected: {sources: [{secret: {name: a}, configMap: {name: b}}]}} => spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type per source
        {name: v, ephemeral: {}} => spec.volumes[0].ephemeral.volumeClaimTemplate: Required value
        {name: v, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [Any], resources: {requests: {storage: 1Gi}}}}}} => spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Unsupported value: "Any": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"
        {name: v, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOncePod, ReadOnlyMany], resources: {requests: {storage: 1Gi}}}}}} => spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes
        {name: v, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}} => spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("volumes")
  void volume_isJudgedInKubernetesWords(String volume, List<String> errors) {
    String spec = "{volumes: [%s], containers: [{name: a, image: a}]}".formatted(volume);

    assertThat(PODS.createErrors("{metadata: {name: p}, spec: " + spec + "}")).isEqualTo(errors);
  }

  static Stream<Arguments> placements() {
    return rows(
        """
        affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}} => spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term
        affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: k, operator: Gt, values: ['1', '2']}]}]}}} => spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'
        affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: Exists}]}]}}} => spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].operator: Invalid value: "Exists": not a valid selector operator
        affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: spec.x, operator: In, values: [a]}]}]}}} => spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].key: Invalid value: "spec.x": not a valid field selector key
        affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 101, preference: {}}]}} => spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 101: must be in the range 1-100
        affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, namespaces: [B]}]}} => spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespace: Invalid value: "B": LABEL
        affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, podAffinityTerm: {topologyKey: zone}}]}} => spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100
        topologySpreadConstraints: [{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}] => spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero
        topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: Wait}] => spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Wait": supported values: "DoNotSchedule", "ScheduleAnyway"
        topologySpreadConstraints: [{maxSkew: 1, whenUnsatisfiable: DoNotSchedule}] => spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty
        topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: ScheduleAnyway, minDomains: 2}] => spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway
        topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 2, topologyKey: z, whenUnsatisfiable: DoNotSchedule}] => spec.topologySpreadConstraints[1].{topologyKey, whenUnsatisfiable}: Duplicate value: "{z, DoNotSchedule}"
        """);
  }

  static Stream<Arguments> privileges() {
    return rows(
        """
        securityContext: {runAsUser: -1} => spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive
        securityContext: {supplementalGroups: [1, -2]} => spec.securityContext.supplementalGroups[1]: Invalid value: -2: must be between 0 and 2147483647, inclusive
        securityContext: {supplementalGroupsPolicy: Add} => spec.securityContext.supplementalGroupsPolicy: Unsupported value: "Add": supported values: "Merge", "Strict"
        securityContext: {fsGroupChangePolicy: Never} => spec.securityContext.fsGroupChangePolicy: Unsupported value: "Never": supported values: "Always", "OnRootMismatch"
        securityContext: {seccompProfile: {type: Odd}} => spec.securityContext.seccompProfile.type: Unsupported value: "Odd": supported values: "Localhost", "RuntimeDefault", "Unconfined"
        securityContext: {seccompProfile: {type: Localhost}} => spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost
        securityContext: {seccompProfile: {type: Unconfined, localhostProfile: p}} => spec.securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"Unconfined","LocalhostProfile":"p"}: can only be set when seccomp type is Localhost
        securityContext: {sysctls: [{name: a.b, value: '1'}, {name: a.b, value: '2'}]} => spec.securityContext.sysctls[1].name: Duplicate value: "a.b"
        securityContext: {seLinuxChangePolicy: MountOption} => spec.securityContext.seLinuxChangePolicy: Unsupported value: "MountOption": supported values: "Recursive"
        os: {} => spec.os.name: Required value
        os: {name: plan9} => spec.os: Unsupported value: "plan9": supported values: "linux", "windows"
        preemptionPolicy: Always => spec.preemptionPolicy: Unsupported value: "Always": supported values: "Never", "PreemptLowerPriority"
        overhead: {cpu: '-1'} => spec.overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0
        ephemeralContainers: [{name: d, image: b}] => spec.ephemeralContainers: Forbidden: cannot be set on create
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"placements", "privileges"})
  void member_isJudgedInKubernetesWords(String member, List<String> errors) {
    String spec = "{%s, containers: [{name: a, image: a}]}".formatted(member);

    assertThat(PODS.createErrors("{metadata: {name: p}, spec: " + spec + "}")).isEqualTo(errors);
  }

  static Stream<Arguments> containers() {
    return rows(
        """
        securityContext: {procMount: All} => spec.containers[0].securityContext.procMount: Unsupported value: "All": supported values: "Default", "Unmasked"
        securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}, runAsUser: 4294967296} => spec.containers[0].securityContext.runAsUser: Invalid value: 4294967296: must be between 0 and 2147483647, inclusive & spec.containers[0].securityContext: Invalid value: {"Capabilities":{"Add":["CAP_SYS_ADMIN"],"Drop":null},"Privileged":null,"SELinuxOptions":null,"RunAsUser":4294967296,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"RunAsGroup":null,"ProcMount":null,"WindowsOptions":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN
        restartPolicy: '' => spec.containers[0].restartPolicy: Unsupported value: "": supported values: "Always", "Never", "OnFailure"
        terminationMessagePolicy: Mail => spec.containers[0].terminationMessagePolicy: Unsupported value: "Mail": supported values: "File", "FallbackToLogsOnError"
        env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.x}}}] => spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.x": error converting fieldPath: field label not supported: spec.x
        env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.phase}}}] => spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"
        env: [{name: A, valueFrom: {fieldRef: {fieldPath: "spec.nodeName['a']"}}}] => spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nodeName['a']": error converting fieldPath: field label does not support subscript: spec.nodeName['a']
        env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.gpu}}}] => spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"
        envFrom: [{prefix: P}] => spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`
        resources: {requests: {gpu: '1'}} => spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified & spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers
        resources: {requests: {storage: 1Gi}} => spec.containers[0].resources.requests[storage]: Invalid value: "storage": must be a standard resource for containers
        resources: {requests: {example.com/gpu: '1'}} => spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources
        resources: {requests: {example.com/gpu: '1'}, limits: {example.com/gpu: '2'}} => spec.containers[0].resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2
        resources: {limits: {example.com/gpu: 500m}} => spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer & spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer
        resources: {limits: {cpu: 500m, memory: 1Gi, ephemeral-storage: 1Gi, example.com/gpu: '2'}} =>
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("containers")
  void container_isJudgedInKubernetesWords(String member, List<String> errors) {
    String spec = "{containers: [{name: a, image: a, %s}]}".formatted(member);

    assertThat(PODS.createErrors("{metadata: {name: p}, spec: " + spec + "}")).isEqualTo(errors);
  }

  @Test
  void topologyKey_isBothMissingAndWrong() {
    List<String> errors =
        PODS.createErrors(
            """
            spec:
              containers: [{name: a, image: a}]
              affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{}]}}
            """);

    String path = "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]";
    assertThat(errors)
        .startsWith(
            path + ".topologyKey: Required value: can not be empty",
            path + ".topologyKey: " + KEY_EMPTY)
        .hasSize(3);
  }

  @Test
  void volumeWithAFault_cannotBeMounted() {
    assertThat(
            PODS.createErrors(
                """
                spec:
                  volumes: [{name: v, configMap: {}}, {name: v}]
                  containers: [{name: a, image: a, volumeMounts: [{name: v, mountPath: /x}]}]
                """))
        .containsExactly("spec.volumes[0].configMap.name: Required value");
  }

  @Test
  void claimOfAVolume_mustHaveAGoodName() {
    assertThat(
            PODS.createErrors(
                """
                metadata: {name: a%b}
                spec:
                  volumes:
                  - name: v
                    ephemeral:
                      volumeClaimTemplate:
                        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1}}}
                  containers: [{name: a, image: a}]
                """))
        .singleElement()
        .asString()
        .startsWith("spec.volumes[0].name: Invalid value: \"v\": PVC name \"a%b-v\": a lowercase");
  }

  @Test
  void mountBelowItsVolume_isNamedWithoutItsPlace() {
    assertThat(
            PODS.createErrors(
                """
                spec:
                  volumes: [{name: v}]
                  containers:
                  - {name: a, image: a, volumeMounts: [{name: v, mountPath: /x, subPath: /a/../b}]}
                """))
        .containsExactly(
            "spec.containers[0].volumeMounts.subPath: Invalid value: \"/a/../b\": must be a"
                + " relative path",
            "spec.containers[0].volumeMounts.subPath: Invalid value: \"/a/../b\": must not contain"
                + " '..'");
  }

  static Stream<Arguments> warnings() {
    return rows(
        """
        volumes: [{name: v, configMap: {name: c, items: [{key: a, path: x}, {key: b, path: x/y}]}}] => volume "v" (ConfigMap "c"): overlapping paths: "x/y" with "x"
        volumes: [{name: v, secret: {secretName: s, items: [{key: a, path: x}, {key: b, path: x/}]}}] => volume "v" (Secret "s"): overlapping paths: "x" with "x"
        volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}, {configMap: {name: c, items: [{key: a, path: t}]}}]}}] => volume "v" (Projected): overlapping paths: "t" (ConfigMap "c") with "t" (ServiceAccountToken)
        volumes: [{name: v, configMap: {name: c, items: [{key: a, path: x}, {key: b, path: xy}]}}] =>
        nodeSelector: {beta.kubernetes.io/os: linux} => spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead
        topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule}] => spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod
        affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: z}}]}} => spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("warnings")
  void oddSpec_isAcceptedWithAWarning(String member, List<String> warnings) {
    assertThat(PODS.warnings("{spec: {%s, containers: [{name: a, image: a}]}}".formatted(member)))
        .isEqualTo(warnings);
  }

  static Stream<Arguments> gatedChanges() {
    return rows(
        """
        nodeSelector: {a: b, c: d}, %s =>
        nodeSelector: {a: c}, %s => spec.nodeSelector: Invalid value: {"a":"c"}: only additions are allowed (no mutations or deletions)
        nodeSelector: {a: b}, affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: z, operator: Exists}, {key: w, operator: Exists}]}]}}} =>
        nodeSelector: {a: b}, affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}} => spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term & spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Invalid value: []: no additions/deletions to non-empty NodeSelectorTerms list are allowed
        nodeSelector: {a: b}, affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: w, operator: Exists}]}]}}} => spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]: Invalid value: {"MatchExpressions":[{"Key":"w","Operator":"Exists","Values":null}],"MatchFields":null}: only additions are allowed (no mutations or deletions)
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("gatedChanges")
  void gatedPod_mayOnlyBecomeChoosier(String members, List<String> errors) {
    String affinity =
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchExpressions: [{key: z, operator: Exists}]}]}}}";
    String spec = "{spec: {schedulingGates: [{name: g}], %s, containers: [{name: a, image: a}]}}";

    assertThat(
            PODS.updateErrors(
                spec.formatted("nodeSelector: {a: b}, " + affinity),
                spec.formatted(members.replace("%s", affinity))))
        .isEqualTo(errors);
  }
}
