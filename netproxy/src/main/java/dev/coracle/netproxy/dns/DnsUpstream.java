// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.dns.DnsQuestion;
import java.io.IOException;
import java.util.Optional;

/** Somebody who is asked about names that are not the cluster's; may block. */
@FunctionalInterface
interface DnsUpstream {

  /** What is known about a question, or empty to ask the next. */
  Optional<DnsAnswer> answer(DnsQuestion question, boolean tcp) throws IOException;
}
