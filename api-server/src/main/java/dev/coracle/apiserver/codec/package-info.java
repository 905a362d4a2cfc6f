// SPDX-License-Identifier: Apache-2.0

/**
 * Bodies: JSON, YAML and protobuf, read as strictly as the real decoders do, and objects as the
 * real encoder writes them. Start at {@link dev.coracle.apiserver.codec.BodyDecoder}.
 */
package dev.coracle.apiserver.codec;
