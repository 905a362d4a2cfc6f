// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTextTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0,0",
    "1,1",
    "1000m,1",
    "1500m,1500m",
    "0.1,100m",
    "1000,1k",
    "2500,2500",
    "1024Mi,1Gi",
    "1.5Gi,1536Mi",
    "0.5Ki,512",
    "1e3,1e3",
    "12e6,12e6",
    "100k,100k",
    "1000k,1M",
    "-5,-5",
    "0.0000000001,1n",
    "128974848,128974848",
    "1Ti,1Ti",
    "1000Ki,1000Ki",
    "4096,4096",
    "1.0,1",
  })
  void quantity_hasOneForm(String written, String canonical) {
    assertThat(QuantityText.canonical(written)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "1x", "1.2.3", "Ki", "1e", "true"})
  void otherTexts_areRefused(String text) {
    assertThatThrownBy(() -> QuantityText.canonical(text)).isInstanceOf(TypeMismatch.class);
  }
}
