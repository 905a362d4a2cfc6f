// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

import dev.coracle.api.ApiException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Who a request comes from: a client certificate, a bearer token, or nobody in particular. */
public final class Authenticator {

  private final Map<String, User> tokens = new ConcurrentHashMap<>();

  /** Lets whoever shows the token be that user. */
  public void accept(String token, User user) {
    tokens.put(token, user);
  }

  /**
   * The user who shows credentials.
   *
   * @throws ApiException 401 when credentials are shown that nobody has
   */
  public User authenticate(Credentials credentials) {
    String authorization = credentials.authorization();
    if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      User user = tokens.get(authorization.substring(7).strip());
      if (user == null) {
        throw ApiException.unauthorized();
      }
      return user;
    }
    if (!authorization.isEmpty()) {
      throw ApiException.unauthorized();
    }
    return credentials.certificate().map(Authenticator::user).orElse(User.ANONYMOUS);
  }

  /** The common name is the user, each organization a group. */
  private static User user(X509Certificate certificate) {
    String name = "";
    List<String> groups = new ArrayList<>();
    try {
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      for (Rdn rdn : subject.getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          name = String.valueOf(rdn.getValue());
        } else if (rdn.getType().equalsIgnoreCase("O")) {
          groups.add(String.valueOf(rdn.getValue()));
        }
      }
    } catch (InvalidNameException e) {
      throw ApiException.unauthorized();
    }
    groups.add(User.AUTHENTICATED);
    return new User(name, groups);
  }
}
