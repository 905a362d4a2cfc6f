// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

/** Keys and a request as other programs write them; none of them protects anything. */
final class SampleKeys {

  static final String SEC1 =
      """
          -----BEGIN EC PRIVATE KEY-----
          MHcCAQEEIJH3+gNqnZj6gdAyVKTLNFM0QFuYIY/GuNF7CehhD9bIoAoGCCqGSM49
          AwEHoUQDQgAELJQ5x/nWOgpjASvfZfvEcLYWBK6UijvuZklhFtGesgisvyw4qcdR
          Y8r/ukPMb5JAfO7Y0Bxkpxesi2XXbT6I5g==
          -----END EC PRIVATE KEY-----
      """;

  static final String PKCS1 =
      """
          -----BEGIN RSA PRIVATE KEY-----
          MIICXAIBAAKBgQCyl8Uipl7KhfQBk3asQ9L9xLQsF1MGFwF0UxWZ5rbk80yi/4SY
          clzitwcxTTRa4yzmuxFVU904DWx8OvuKCYbhguxEIiL35ndc7UwZSMvmh7bSOL2v
          KgLEHUFSBL7tpKHwL8GoC4sQ8eZbcxtnpcyJvJ/1gIim/UC9SXZh+l8C6wIDAQAB
          AoGATcYCN4C0LwX+qOELASHYNGMBA2J06WYDYCD+ezMZ2sKJUUJs/+ZtxN1n6HRy
          pFHiL+ivN7V51Psjj0YwXIChl8C+OrH+/Q/zVzL5n+j7OSYZ0BDQVN1vtrQ9Z/u/
          37lx1D0IEujHGncQjPFA5+VsDZG/4Gc5kwwsmLVqR/PL5eECQQDk3oW4XpjJNJLF
          IXOnRzRUsRBz9fbduHIkFADezQAbp5EXSTS6PMpew5bBL27suBK9vQm4TbwwZybV
          DjRJDKvNAkEAx8ODo/v+P88oZDivlQESM20tkBsEWLw8e2HzPcUw3ncAa34n5C2h
          1SmxaVtd9DWywTJWvzTnqbomPdflFwFhlwJAGV/ab4B9bAFaLGTzD57DXIhtDI4+
          moJylTFqj0knM+m2GmDRabyHq04ADtcVc0VNPqAQzdBAhxVIpuJ2RYsUGQJBAJ2+
          Fupb56YtiECzvnqUEPJJCUyc+O61HbF0ZGZnmzJgmBVJ1mhJXFx+AtkmS+e2q4QB
          oxxzw2d0VhRJsl5bOdsCQDNdXLGuqfkuoBUfE8jL2SBm+nt20M/kUQmZeuXeRlWt
          h78uH+kbJC/96IS16rT0sw8JSZSBwoSgaf+4mFI4H0Q=
          -----END RSA PRIVATE KEY-----
      """;

  /** Made with the key above, for O=dev, O=ops, CN=jane and the names a.b and 10.0.0.1. */
  static final String REQUEST =
      """
          -----BEGIN CERTIFICATE REQUEST-----
          MIIBDDCBtAIBADArMQwwCgYDVQQKDANkZXYxDDAKBgNVBAoMA29wczENMAsGA1UE
          AwwEamFuZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCyUOcf51joKYwEr32X7
          xHC2FgSulIo77mZJYRbRnrIIrL8sOKnHUWPK/7pDzG+SQHzu2NAcZKcXrItl120+
          iOagJzAlBgkqhkiG9w0BCQ4xGDAWMBQGA1UdEQQNMAuCA2EuYocECgAAATAKBggq
          hkjOPQQDAgNHADBEAiB9MinXlOWQ8X6vn+xLXum6JKGoxS6bQcswFGZGfFh1swIg
          BETkHpUOGzTkHVASwzuAwze95mZ9UPBvmLgWJb8kJSU=
          -----END CERTIFICATE REQUEST-----
      """;

  private SampleKeys() {}
}
