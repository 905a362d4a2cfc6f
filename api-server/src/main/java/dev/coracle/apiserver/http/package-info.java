// SPDX-License-Identifier: Apache-2.0

/**
 * The wire: paths, media types and bodies in, documents, tables and streams out. Start at {@link
 * dev.coracle.apiserver.http.HttpServer} and {@link dev.coracle.apiserver.http.ApiHandler}.
 */
package dev.coracle.apiserver.http;
