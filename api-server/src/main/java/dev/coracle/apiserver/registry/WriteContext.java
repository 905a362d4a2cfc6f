// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.KubeClient;
import dev.coracle.api.ResourceType;
import java.time.Instant;

/**
 * The circumstances of one write.
 *
 * @param type the kind written
 * @param user the name of who writes
 * @param dryRun whether nothing will be stored: reserve nothing either
 * @param now the time of the write
 * @param api the API itself, for what a kind must know of others
 */
public record WriteContext(
    ResourceType type, String user, boolean dryRun, Instant now, KubeClient api) {}
