/** A module that starts clusters, and knows nothing of JUnit. */
module com.example.orders {
  requires dev.coracle;
  requires java.net.http;
}
