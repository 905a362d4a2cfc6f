/** A module that starts clusters, and knows nothing of JUnit. */
module com.example.orders {
  requires dev.coracle.testing;
  requires java.net.http;
}
