// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsResolverTest {

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({
    "web, 'ndots:5', web.ns.svc.cl. web.svc.cl. web.cl. web.",
    "web., 'ndots:5', web.",
    "api.example.com, 'ndots:5', api.example.com.ns.svc.cl. api.example.com.svc.cl."
        + " api.example.com.cl. api.example.com.",
    "api.example.com, 'ndots:2', api.example.com. api.example.com.ns.svc.cl."
        + " api.example.com.svc.cl. api.example.com.cl.",
    "web, '', web.ns.svc.cl. web.svc.cl. web.cl. web.",
    "web.ns, '', web.ns. web.ns.ns.svc.cl. web.ns.svc.cl. web.ns.cl.",
    "a_b, 'ndots:99', a_b.ns.svc.cl. a_b.svc.cl. a_b.cl. a_b.",
    "a..b, 'ndots:5', ''",
  })
  void names_areSearchedInOrder(String name, String option, String expected) {
    ResolverConfig config =
        new ResolverConfig(
            List.of("10.0.0.10"),
            List.of("ns.svc.cl", "svc.cl", "cl."),
            option.isEmpty() ? List.of() : List.of(option));

    assertThat(String.join(" ", DnsResolver.candidates(name, config))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"'.', x.", "'local.', x.local. x."})
  void rootAsSearch_isTheNameItself(String search, String expected) {
    ResolverConfig config = new ResolverConfig(List.of(), List.of(search), List.of("ndots:5"));

    assertThat(String.join(" ", DnsResolver.candidates("x", config))).isEqualTo(expected);
  }
}
