// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.KubeClient;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.auth.RequestInfo;
import java.time.Instant;

/**
 * The circumstances of one write.
 *
 * @param request the request that it is part of: who writes, and how
 * @param type the kind written
 * @param dryRun whether nothing will be stored: reserve nothing either
 * @param now the time of the write
 * @param api the API itself, for what a kind must know of others
 */
public record WriteContext(
    RequestInfo request, ResourceType type, boolean dryRun, Instant now, KubeClient api) {}
