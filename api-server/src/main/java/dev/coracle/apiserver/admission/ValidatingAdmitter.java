// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

/**
 * The second phase of admission: what may refuse a write as it is about to be stored. Like the
 * {@linkplain MutatingAdmitter first}, it may wait.
 */
public interface ValidatingAdmitter {

  /** Whether it is to be asked, by what is known without looking at documents. */
  boolean handles(Attributes attributes);

  /**
   * Looks at a write.
   *
   * @throws dev.coracle.api.ApiException to refuse it
   */
  void validate(Attributes attributes);
}
