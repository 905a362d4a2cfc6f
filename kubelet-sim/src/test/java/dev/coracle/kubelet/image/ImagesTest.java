// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.kubelet.image.ImageSource.Found;
import dev.coracle.kubelet.image.ImageSource.InvalidName;
import dev.coracle.kubelet.image.ImageSource.Pull;
import dev.coracle.kubelet.image.ImageSource.Refused;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {

  private final ImageRegistry images = new ImageRegistry();

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nginx, docker.io/library/nginx:latest",
    "nginx:1.27, docker.io/library/nginx:1.27",
    "shop/orders, docker.io/shop/orders:latest",
    "localhost/orders:1, localhost/orders:1",
    "registry.example.com:5000/a/b:2, registry.example.com:5000/a/b:2",
    "docker.io/nginx, docker.io/library/nginx:latest",
  })
  void name_isCompleted(String name, String full) {
    assertThat(((Found) images.pull(name)).image().reference()).isEqualTo(full);
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"Orders", "orders:", "orders:-1", "a//b", "orders@sha256:12", ""})
  void malformedName_isRefused(String name) {
    assertThat(images.pull(name)).isInstanceOf(InvalidName.class);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"webserver:404", "foo:non-existent", "gcr.io/x/gb:nonexistent", "invalid-image"})
  void nameOfNoImage_isNotFound(String name) {
    assertThat(images.pull(name)).isInstanceOf(Refused.class);
  }

  @Test
  void untaggedImage_servesEveryTagNotAddedItself() {
    ContainerProgram any = Programs.http(200);
    ContainerProgram two = Programs.http(201);
    images.add("orders", any).add("orders:2", two);

    assertThat(program("orders:1")).isSameAs(any);
    assertThat(program("docker.io/library/orders:2")).isSameAs(two);
  }

  @Test
  void removedImage_isNotFoundUntilAddedAgain() {
    images.remove("nginx:1.27");
    Pull without = images.pull("nginx:1.27");

    images.add("nginx:1.27", Programs.http(200));

    assertThat(without).isInstanceOf(Refused.class);
    assertThat(images.pull("nginx:1.27")).isInstanceOf(Found.class);
  }

  @Test
  void strictImages_nameTheRemedy() {
    images.strict();

    assertThat(((Refused) images.pull("redis:7")).message())
        .contains("no program for image \"redis:7\"", "images.add(\"redis:7\", ...)");
    assertThat(images.pull("nginx")).isInstanceOf(Found.class);
  }

  @Test
  void malformedNameInAdd_isRefused() {
    assertThatThrownBy(() -> images.add("Orders", Programs.http(200)))
        .hasMessage("image: \"Orders\" (expected: a name such as shop/orders:1.2)");
  }

  private ContainerProgram program(String name) {
    return ((Found) images.pull(name)).image().program();
  }
}
