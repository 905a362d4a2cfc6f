// SPDX-License-Identifier: Apache-2.0

/**
 * The API server: it holds the truth as immutable JSON and answers for it over HTTP and in process.
 */
package dev.coracle.apiserver;
