// SPDX-License-Identifier: Apache-2.0

/**
 * The one way in: every read and write, from HTTP or in process, passes through it. Start at {@link
 * dev.coracle.apiserver.request.RequestPipeline}.
 */
package dev.coracle.apiserver.request;
