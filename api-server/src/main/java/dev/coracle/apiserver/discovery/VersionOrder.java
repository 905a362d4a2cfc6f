// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which the versions of a group are preferred: stable ones before betas before alphas,
 * each the newest first, and names of any other form at the end, by the alphabet.
 *
 * @see <a
 *     href="https://github.com/kubernetes/apimachinery/blob/master/pkg/version/helpers.go">CompareKubeAwareVersionStrings</a>
 */
final class VersionOrder implements Comparator<String> {

  private static final Pattern FORM =
      Pattern.compile("v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?");

  @Override
  public int compare(String one, String other) {
    Matcher a = FORM.matcher(one);
    Matcher b = FORM.matcher(other);
    boolean known = a.matches();
    if (known != b.matches()) {
      return known ? -1 : 1;
    }
    if (!known) {
      return one.compareTo(other);
    }
    int stability = stability(a) - stability(b);
    if (stability != 0) {
      return stability;
    }
    int major = number(b, 1) - number(a, 1);
    return major != 0 ? major : number(b, 3) - number(a, 3);
  }

  private static int stability(Matcher version) {
    String word = version.group(2);
    return word == null ? 0 : word.equals("beta") ? 1 : 2;
  }

  private static int number(Matcher version, int group) {
    String digits = version.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
