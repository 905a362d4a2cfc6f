// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ProtobufReaderTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Bodies written by the official Java client's message classes. */
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          apps/v1 | Deployment | azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50ErMBCgkKA3dlYhIAOAASpQEIABIMCgoKA2FwcBIDd2ViGnEKDkIAWgoKA2FwcBIDd2ViEl8KDQoBdhIImgEFCgMKAWMSSgoDd2ViEgVuZ2lueCIAMgsKABAAGFAiA1RDUEIQCg4KA2NwdRIHCgUxNTAwbVoSCg4SDAoCL3gSBAgAEFAaABgAegQQACAAgAEAMgBYACIcCg1Sb2xsaW5nVXBkYXRlEgsSCQgBEAAaAzI1JSgAOAAaACIA | {"metadata":{"name":"web"},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"volumes":[{"name":"v","configMap":{"name":"c"}}],"containers":[{"name":"web","image":"nginx","args":[""],"ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{"limits":{"cpu":"1500m"}},"readinessProbe":{"httpGet":{"path":"/x","port":80}},"securityContext":{"privileged":false,"runAsUser":0}}]}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%"}}},"apiVersion":"apps/v1","kind":"Deployment"}
          v1 | Secret | azhzAAoMCgJ2MRIGU2VjcmV0EjQKJAoBc4oBHgoBbSIICIDiz6oGEAU6DwoNeyJmOmRhdGEiOnt9fRIICgFrEgMBAv8aACgAGgAiAA== | {"metadata":{"name":"s","managedFields":[{"manager":"m","time":"2023-11-14T22:13:20Z","fieldsV1":{"f:data":{}}}]},"data":{"k":"AQL/"},"immutable":false,"apiVersion":"v1","kind":"Secret"}
          v1 | DeleteOptions | azhzAAoYCgdhcHBzL3YxEg1EZWxldGVPcHRpb25zEg4IACIKRm9yZWdyb3VuZBoAIgA= | {"gracePeriodSeconds":0,"propagationPolicy":"Foreground","apiVersion":"apps/v1","kind":"DeleteOptions"}
          coordination.k8s.io/v1 | Lease | azhzAAofChZjb29yZGluYXRpb24uazhzLmlvL3YxEgVMZWFzZRIUCgMKAWwSDSILCIDiz6oGEICU7zoaACIA | {"metadata":{"name":"l"},"spec":{"renewTime":"2023-11-14T22:13:20.123456Z"},"apiVersion":"coordination.k8s.io/v1","kind":"Lease"}
          """)
  void message_becomesTheJsonOfItsKind(String apiVersion, String name, String body, String json) {
    Kind kind = Kinds.table().byKind(apiVersion, name).orElseThrow();

    Decoded decoded =
        new BodyDecoder(Kinds.table())
            .decode(Base64.getDecoder().decode(body), BodyFormat.PROTOBUF, kind);

    assertThat(decoded.object()).isEqualTo(JSON.readTree(json));
    assertThat(decoded.problems()).isEmpty();
  }

  @Test
  void bodyWithoutMagic_isRefused() {
    assertThatThrownBy(() -> decodeAsSecret("{}".getBytes(StandardCharsets.UTF_8)))
        .hasMessage(
            "the object provided is unrecognized (must be of type Secret): provided data does not"
                + " appear to be a protobuf message, expected prefix [107 56 115 0] ({})");
  }

  @Test
  void truncatedBody_isRefused() {
    byte[] whole =
        Base64.getDecoder()
            .decode(
                "azhzAAoMCgJ2MRIGU2VjcmV0EjQKJAoBc4oBHgoBbSIICIDiz6oGEAU6DwoNeyJmOmRhdGEiOnt9fQ==");

    assertThatThrownBy(() -> decodeAsSecret(Arrays.copyOf(whole, whole.length - 5)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("unexpected EOF");
  }

  private static Decoded decodeAsSecret(byte[] body) {
    Kind secret = Kinds.table().byKind("v1", "Secret").orElseThrow();
    return new BodyDecoder(Kinds.table()).decode(body, BodyFormat.PROTOBUF, secret);
  }
}
