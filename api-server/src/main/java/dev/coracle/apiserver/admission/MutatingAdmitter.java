// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

/**
 * The first phase of admission: what may change a write, or refuse it, before it is judged by the
 * rules of its kind.
 *
 * <p>It may wait, as one does that asks a webhook: nothing is locked meanwhile. The write is stored
 * on the version that it saw; if somebody was faster, it is made again and asked about again.
 */
public interface MutatingAdmitter {

  /** Whether it is to be asked, by what is known without looking at documents. */
  boolean handles(Attributes attributes);

  /**
   * Looks at a write.
   *
   * @param draft the object, to be replaced by another; in a deletion there is none
   * @throws dev.coracle.api.ApiException to refuse the write
   */
  void admit(Attributes attributes, Draft draft);
}
