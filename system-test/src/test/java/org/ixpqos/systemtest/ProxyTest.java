package org.ixpqos.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of reverse proxies as an attacker sees them: each with the real proxy, the collector
 * behind it asking who reads, and its public page switched on.
 */
class ProxyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path EXAMPLES =
      Path.of(System.getProperty("ixpqos.root", ".")).resolve("packaging/deb/examples");
  private static final String SECRET = "proxy-test-secret";

  /** The paths that require a login, in every spelling. */
  private static final List<String> WALLED =
      List.of(
          "/",
          "/api/v1/data/probes",
          "/api/v1/data/mesh",
          "/api/v1/data/series?source=p1&target=p2&range=1h",
          "/api/v1/openapi.json",
          "/backend/api/v1/data/probes",
          "/backend/api/v1/data/mesh",
          "/backend/api/v1/data/live",
          "/backend/",
          "/backend/metrics",
          "/backend/../api/v1/data/probes",
          "/backend/api/v1/conf/../data/probes",
          "/backend/api/v1/data/probe-result/../probes",
          "/backend/api/v1/data/probe/../probes/last",
          "/backend/api/v1/data/probe/x;/../../probes/last",
          "/public/../api/v1/data/probes",
          "/public/../api/v1/data/series?source=p1&target=p2&range=1h",
          "/public/..;/api/v1/data/probes",
          "/public/;/../api/v1/data/probes",
          "/public/%2e%2e/api/v1/data/probes",
          "/public/.%2e/api/v1/data/probes",
          "/public/..%2fapi/v1/data/probes",
          "/public/./../api/v1/data/probes",
          "/public//../../api/v1/data/probes",
          "//api/v1/data/probes",
          "/%61pi/v1/data/probes");

  /** The paths that are refused from outside, also with a login. */
  private static final List<String> INSIDE =
      List.of(
          "/metrics",
          "/metrics/",
          "/metrics;x",
          "/metrics/mesh",
          "/metrics/mesh;x=1",
          "//metrics",
          "/%6detrics",
          "/public/../metrics",
          "/public/..;/metrics",
          "/x/../metrics",
          "/backend/../metrics",
          "/backend/api/v1/data/probes");

  @TempDir private Path directory;
  private final PeeringLan lan = new PeeringLan();
  private final PeeringLan.Host site = lan.host("col");
  private Program collector;
  private Service proxy;

  @AfterEach
  void stop() throws Exception {
    if (collector != null) {
      collector.close();
    }
    if (proxy != null) {
      proxy.close();
    }
    lan.close();
  }

  private void collect() throws Exception {
    Files.writeString(directory.resolve("api-key"), "system-test-key\n");
    Path config = Files.createDirectory(directory.resolve("collector"));
    Files.writeString(
        config.resolve("probes.json"),
        """
        {"probes": [{"name": "p1", "proto": 4, "address": "192.0.2.1"},
                    {"name": "p2", "proto": 4, "address": "192.0.2.2"}]}
        """);
    Files.writeString(config.resolve("schedule.json"), Exchange.SCHEDULE);
    Files.writeString(
        config.resolve("collector.json"),
        new Gson()
            .toJson(
                Map.of(
                    "listen", Map.of("address", "127.0.0.1", "port", 8080),
                    "apiKeyFile", directory.resolve("api-key").toString(),
                    "store", Map.of("directory", config.resolve("store").toString()),
                    "trustedProxies", List.of("127.0.0.1"),
                    "login", Map.of("proxyHeader", "X-Remote-User"),
                    "publicPage", true)));
    collector = new Program(site, "collector", config).start();
    Shell.run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=collector.example",
        "-addext",
        "subjectAltName=DNS:collector.example",
        "-keyout",
        file("key.pem"),
        "-out",
        file("certificate.pem"));
    Files.writeString(
        directory.resolve("both.pem"),
        Files.readString(directory.resolve("certificate.pem"))
            + Files.readString(directory.resolve("key.pem")));
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private Path example(String name, UnaryOperator<String> adapted) throws IOException {
    String text = adapted.apply(Files.readString(EXAMPLES.resolve(name)));
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void nginxKeepsTheWall() throws Exception {
    collect();
    Files.writeString(
        directory.resolve("htpasswd"),
        "noc:" + Shell.run("openssl", "passwd", "-apr1", SECRET).strip() + "\n");
    nginx("nginx-collector.conf");
    attack();
  }

  @Test
  void nginxBeforeSeveralCollectorsKeepsTheWall() throws Exception {
    collect();
    Files.writeString(
        directory.resolve("htpasswd"),
        "noc:" + Shell.run("openssl", "passwd", "-apr1", SECRET).strip() + "\n");
    nginx("nginx-collectors.conf");
    attack();
  }

  private void nginx(String name) throws IOException {
    Path server =
        example(
            name,
            text ->
                text.replaceAll("/etc/ssl/certs/\\S+\\.pem", file("certificate.pem"))
                    .replaceAll("/etc/ssl/private/\\S+\\.key", file("key.pem"))
                    .replace("/etc/nginx/ixpqos.htpasswd", file("htpasswd"))
                    .replaceAll("server 192\\.0\\.2\\.1[12]:8080[^;]*;", "")
                    .replace("hash $remote_addr consistent;", "server 127.0.0.1:8080;"));
    Path main =
        Files.writeString(
            directory.resolve("nginx.conf"),
            "user root; daemon off; pid %s; error_log stderr; events {} http { access_log off; %s include %s; }"
                .formatted(
                    file("pid"),
                    "client_body_temp_path "
                        + file("body")
                        + ";"
                        + " proxy_temp_path "
                        + file("proxy")
                        + ";",
                    server));
    proxy = new Service(site, directory.resolve("log"), "nginx", "-c", main.toString());
  }

  @Test
  void haproxyKeepsTheWall() throws Exception {
    collect();
    String hash = Shell.run("openssl", "passwd", "-6", SECRET).strip();
    Path config =
        example(
            "haproxy-collector.cfg",
            text ->
                text.replace("$6$CHANGE$ME", hash)
                    .replace("/etc/haproxy/ixpqos.pem", file("both.pem")));
    proxy = new Service(site, directory.resolve("log"), "haproxy", "-db", "-f", config.toString());
    attack();
  }

  @Test
  void caddyKeepsTheWall() throws Exception {
    collect();
    String hash = Shell.run("caddy", "hash-password", "--plaintext", SECRET).strip();
    Path config =
        example(
            "Caddyfile",
            text ->
                "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n"
                    + text.replace("CHANGE-ME", hash)
                        .replace(
                            "collector.example {",
                            "collector.example {\n\ttls "
                                + file("certificate.pem")
                                + " "
                                + file("key.pem")));
    proxy =
        new Service(
            site,
            directory.resolve("log"),
            "env",
            "HOME=" + directory,
            "caddy",
            "run",
            "--adapter",
            "caddyfile",
            "--config",
            config.toString());
    attack();
  }

  /** The status of a request; 0 while nothing listens. */
  private int status(String path, String... options) {
    return statuses(List.of(path), options).get(0);
  }

  /** The status of each request, all made by one process. */
  private List<Integer> statuses(List<String> paths, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sk",
                "--globoff",
                "--path-as-is",
                "--max-time",
                "10",
                "-w",
                "%{http_code}\n",
                "--resolve",
                "collector.example:443:127.0.0.1"));
    command.addAll(List.of(options));
    for (String path : paths) {
      command.addAll(List.of("-o", "/dev/null", "https://collector.example" + path));
    }
    List<String> line = new ArrayList<>(List.of("sh", "-c", "\"$@\" || true", "sh"));
    line.addAll(Shell.in(site.namespace(), command.toArray(String[]::new)));
    List<Integer> statuses = Shell.run(line).lines().map(Integer::valueOf).toList();
    assertEquals(paths.size(), statuses.size(), "answers");
    return statuses;
  }

  /** Adds those requests that are neither refused nor unknown. */
  private void tryAll(List<String> paths, List<String> open, String... options) {
    List<Integer> statuses = statuses(paths, options);
    for (int i = 0; i < paths.size(); i++) {
      if (statuses.get(i) < 400 || statuses.get(i) >= 500) {
        open.add(statuses.get(i) + " " + paths.get(i) + " " + List.of(options));
      }
    }
  }

  private void attack() throws Exception {
    Await.passes(
        PATIENCE, () -> assertEquals(401, status("/"), () -> text(directory.resolve("log"))));
    List<String> open = new ArrayList<>();
    tryAll(WALLED, open);
    tryAll(WALLED, open, "-H", "X-Remote-User: evil");
    tryAll(WALLED, open, "-H", "X-Remote-User: evil", "-H", "X-Forwarded-For: 127.0.0.1");
    tryAll(WALLED, open, "-H", "X_Remote_User: evil");
    tryAll(WALLED, open, "-H", "X-API-Key: wrong");
    tryAll(INSIDE, open, "-u", "noc:" + SECRET);
    // a wrong password is limited, so the last
    tryAll(WALLED, open, "-u", "noc:wrong", "-H", "X-Remote-User: noc");
    assertEquals(List.of(), open);

    assertEquals(200, status("/", "-u", "noc:" + SECRET));
    assertEquals(200, status("/api/v1/data/probes", "-u", "noc:" + SECRET));
    assertEquals(200, status("/public/"));
    assertEquals(200, status("/public/api/v1/data/mesh"));
    assertEquals(200, status("/backend/api/v1/conf/probes", "-H", "X-API-Key: system-test-key"));
    assertEquals(403, status("/backend/api/v1/conf/probes", "-H", "X-API-Key: wrong"));
    assertEquals(400, status("/backend/api/v1/conf/probes"), "as the original answers");
    assertEquals(
        200,
        status(
            "/backend/api/v1/data/probe-result",
            "-H",
            "X-API-Key: system-test-key",
            "-H",
            "Content-Type: application/json",
            "-d",
            "{\"source\": \"p1\", \"probes\": []}"));
    assertTrue(collector.alive());
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return e.toString();
    }
  }
}
