// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.dns.DnsType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A question and its answer as written in a table: {@code ? name TYPE CODE}, then a line for each
 * record: {@code =} for the answer, {@code ^} for authority, {@code +} for additional, {@code ->}
 * for a name that is asked elsewhere. {@code ^ SOA} is the SOA record of the cluster's zone.
 */
record DnsRow(String question, String code, List<String> records) {

  private static final String SOA =
      "^ cluster.local. 5 IN SOA ns.dns.cluster.local. hostmaster.cluster.local. 1499347823 7200"
          + " 1800 86400 5";

  static Stream<DnsRow> rows(String table) {
    List<DnsRow> rows = new ArrayList<>();
    for (String line : table.strip().split("\n")) {
      String text = line.strip();
      if (text.startsWith("? ")) {
        String[] words = text.split(" +");
        rows.add(new DnsRow(words[1] + " " + words[2], words[3], new ArrayList<>()));
      } else {
        rows.get(rows.size() - 1).records().add(text.equals("^ SOA") ? SOA : text);
      }
    }
    return rows.stream();
  }

  String name() {
    return question.split(" ")[0];
  }

  DnsType type() {
    String name = question.split(" ")[1];
    return DnsType.of(name).orElseThrow();
  }

  void verify(DnsAnswer answer) {
    List<String> actual = new ArrayList<>();
    answer.answers().forEach(each -> actual.add("= " + each));
    answer.authority().forEach(each -> actual.add("^ " + each));
    answer.additional().forEach(each -> actual.add("+ " + each));
    answer.pending().ifPresent(other -> actual.add("-> " + other));
    assertThat(answer.code().name()).isEqualTo(code);
    assertThat(actual).containsExactlyInAnyOrderElementsOf(records);
  }

  @Override
  public String toString() {
    return question + " " + code;
  }
}
