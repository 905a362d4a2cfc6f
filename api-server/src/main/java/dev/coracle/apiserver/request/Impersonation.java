// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether somebody may make a request as somebody else, and who that is then.
 *
 * <p>There are several {@linkplain ImpersonationMode modes}, the narrow ones first. The mode that
 * let a user through before is tried before all others, which can be seen: a node that is
 * impersonated by {@code impersonate} alone is in no group of nodes.
 *
 * @see <a
 *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/filters/impersonation/constrained_impersonation.go">
 *     impersonationModesTracker</a>
 * @see <a href="https://kep.k8s.io/5284">KEP 5284</a>
 */
final class Impersonation {

  private static final int MOST_REMEMBERED = 10_000;

  private final Predicate<RequestInfo> allowed;
  private final Map<String, ImpersonationMode> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ImpersonationMode> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  Impersonation(Predicate<RequestInfo> allowed) {
    this.allowed = allowed;
  }

  /**
   * The request as the other user makes it.
   *
   * @param wanted whom the request is to be made as, just as the client says
   * @throws ApiException 403 where no mode allows it: the refusal by the first
   */
  RequestInfo impersonate(RequestInfo request, User wanted) {
    String requestor = request.user().name();
    List<ApiException> refusals = new ArrayList<>();
    for (ImpersonationMode mode : modes(requestor)) {
      try {
        Optional<User> user = mode.check(request, wanted, allowed);
        if (user.isPresent()) {
          remember(requestor, mode);
          return request.as(user.get());
        }
      } catch (ApiException refusal) {
        refusals.add(refusal);
      }
    }
    throw refusals.get(0);
  }

  private List<ImpersonationMode> modes(String requestor) {
    List<ImpersonationMode> modes = new ArrayList<>(ImpersonationMode.ALL);
    synchronized (last) {
      ImpersonationMode before = last.get(requestor);
      if (before != null) {
        modes.remove(before);
        modes.add(0, before);
      }
    }
    return modes;
  }

  private void remember(String requestor, ImpersonationMode mode) {
    synchronized (last) {
      last.put(requestor, mode);
    }
  }
}
