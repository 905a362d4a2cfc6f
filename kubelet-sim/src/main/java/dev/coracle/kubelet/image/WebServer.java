// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.program.ContainerProgram;
import dev.coracle.program.HttpProgram;
import dev.coracle.program.Image;
import dev.coracle.program.Programs;
import dev.coracle.program.Request;
import dev.coracle.program.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The web servers people deploy first. They serve the files below their document root, which until
 * somebody mounts or writes something is their welcome page alone.
 */
final class WebServer {

  private static final String NGINX_PAGE =
      """
      <!DOCTYPE html>
      <html>
      <head>
      <title>Welcome to nginx!</title>
      </head>
      <body>
      <h1>Welcome to nginx!</h1>
      <p>This is Coracle's nginx: it serves the files below /usr/share/nginx/html.</p>
      </body>
      </html>
      """;
  private static final String HTTPD_PAGE = "<html><body><h1>It works!</h1></body></html>\n";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html",
          "css", "text/css",
          "js", "application/javascript",
          "json", "application/json",
          "txt", "text/plain",
          "svg", "image/svg+xml",
          "png", "image/png",
          "xml", "text/xml");

  private final String name;
  private final String root;
  private final String page;

  private WebServer(String name, String root, String page) {
    this.name = name;
    this.root = root;
    this.page = page;
  }

  static Image nginx(ImageReference reference) {
    int port = reference.shortName().equals("nginx") ? 80 : 8080;
    return new WebServer("nginx", "/usr/share/nginx/html", NGINX_PAGE).image(reference, port);
  }

  static Image httpd(ImageReference reference) {
    return new WebServer("Apache", "/usr/local/apache2/htdocs", HTTPD_PAGE).image(reference, 80);
  }

  private Image image(ImageReference reference, int port) {
    HttpProgram program = Programs.http(this::serve).onPort(port).nonBlocking();
    Map<String, ContainerProgram> executables = new LinkedHashMap<>();
    for (String executable : new String[] {"nginx", "/usr/sbin/nginx", "httpd-foreground"}) {
      executables.put(executable, program);
    }
    return BuiltIns.withExecutables(reference, program, executables, this::fill);
  }

  private void fill(Path top) throws IOException {
    Path directory = top.getFileSystem().getPath(root);
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("index.html"), page);
  }

  private Response serve(Request request) throws IOException {
    Response response =
        switch (request.method()) {
          case "GET", "HEAD" -> content(request).orElseGet(() -> error(404, "Not Found"));
          default -> error(405, "Not Allowed");
        };
    request
        .context()
        .stdout()
        .println(
            "%s - - \"%s HTTP/1.1\" %d %d \"-\" \"%s\""
                .formatted(
                    request.remote().getAddress().getHostAddress(),
                    request,
                    response.status(),
                    response.bytes().length,
                    request.header("User-Agent").orElse("-")));
    return response.withHeader("Server", name);
  }

  private Optional<Response> content(Request request) throws IOException {
    Optional<FileSystem> files = request.context().filesIfAny();
    if (files.isEmpty()) {
      boolean welcome = request.path().equals("/") || request.path().equals("/index.html");
      return welcome ? Optional.of(Response.html(page)) : Optional.empty();
    }
    Path directory = files.get().getPath(root);
    Path wanted = directory.resolve(request.path().substring(1)).normalize();
    Path file = Files.isDirectory(wanted) ? wanted.resolve("index.html") : wanted;
    if (!wanted.startsWith(directory) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return Optional.of(Response.status(200).withBody(type(file), Files.readAllBytes(file)));
  }

  private static String type(Path file) {
    String fileName = file.getFileName().toString();
    String extension = fileName.substring(fileName.lastIndexOf('.') + 1);
    return TYPES.getOrDefault(extension, "application/octet-stream");
  }

  private Response error(int status, String text) {
    String title = status + " " + text;
    String body =
        "<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n<hr><center>%s</center>\r\n</body>\r\n</html>\r\n"
            .formatted(title, title, name);
    return Response.status(status).withBody("text/html", body.getBytes(StandardCharsets.UTF_8));
  }
}
