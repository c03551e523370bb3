package org.ixpqos.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Original clients against our collector, our daemon against an original one; NGINX between. */
class CompatTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PYTHON = "/usr/bin/python3"; // Debian's, whose modules are Debian's

  @TempDir private Path directory;
  private final PeeringLan lan = new PeeringLan();
  private final PeeringLan.Host site = lan.host("col");
  private final PeeringLan.Host probe = lan.host("p1");
  private Service nginx;
  private Service original;
  private Program collector;
  private Program daemon;

  @BeforeEach
  void certify() throws Exception {
    Files.writeString(directory.resolve("api-key"), "system-test-key\n");
    certificate("server", "/CN=collector", "subjectAltName=IP:" + site.ipv4());
    certificate("p1", "/CN=p1", "extendedKeyUsage=clientAuth");
  }

  @AfterEach
  void stop() throws Exception {
    for (Program program : new Program[] {daemon, collector}) {
      if (program != null) {
        program.close();
      }
    }
    for (Service service : new Service[] {nginx, original}) {
      if (service != null) {
        service.close();
      }
    }
    lan.close();
  }

  private void certificate(String name, String subject, String extension) {
    String[] command = {
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
      subject,
      "-addext",
      extension,
      "-keyout",
      file(name + ".key"),
      "-out",
      file(name + ".pem")
    };
    Shell.run(command);
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private String resource(String name) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream in = getClass().getResourceAsStream("/original/" + name)) {
      Files.copy(in, file);
    }
    return file.toString();
  }

  /** NGINX as the original has it: TLS, and the prefix taken away. */
  private void startNginx(String upstream) throws Exception {
    Path own = Files.createDirectory(directory.resolve("nginx"));
    Files.writeString(
        own.resolve("nginx.conf"),
        """
        daemon off; user root; worker_processes 1; pid nginx.pid; error_log error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          server {
            listen %s:443 ssl;
            ssl_certificate %s; ssl_certificate_key %s;
            location /backend/api/ { proxy_pass %s/api/; }
          }
        }
        """
            .formatted(site.ipv4(), file("server.pem"), file("server.key"), upstream));
    String[] command = {"nginx", "-p", own + "/", "-c", own.resolve("nginx.conf").toString()};
    nginx = new Service(site, own.resolve("log"), command);
    Await.passes(PATIENCE, () -> curl(site, "https://" + site.ipv4() + "/"));
  }

  /** An answer's status is no matter. */
  private String curl(PeeringLan.Host from, String url) {
    return Shell.run(
        Shell.in(
            from.namespace(),
            "curl",
            "-sS",
            "--max-time",
            "5",
            "--cacert",
            file("server.pem"),
            url));
  }

  private void startCollector(String name) throws Exception {
    Path own = Files.createDirectory(directory.resolve("collector"));
    Files.writeString(
        own.resolve("probes.json"),
        """
        {"probes": [{"name": "p1", "proto": 4, "address": "%s"},
                    {"name": "%s", "proto": 4, "address": "%s"},
                    {"name": "down-p3", "proto": 4, "address": "%s"}]}
        """
            .formatted(probe.ipv4(), name, site.ipv4(), "192.0.2.1"));
    Files.writeString(
        own.resolve("schedule.json"),
        """
        {"schedule": [{"name": "mesh", "every": "2s", "count": 3, "interval": "200ms",
                       "targets": ["%s"]}]}
        """
            .formatted(name));
    Files.writeString(
        own.resolve("collector.json"),
        """
        {"listen": {"address": "%s", "port": 8443}, "apiKeyFile": "%s",
         "tls": {"certificateFile": "%s", "keyFile": "%s", "clientCaFile": "%s"},
         "store": {"directory": "store"}}
        """
            .formatted(
                site.ipv4(),
                file("api-key"),
                file("server.pem"),
                file("server.key"),
                file("p1.pem")));
    collector = new Program(site, "collector", own).start();
  }

  private JsonObject pair(String target) {
    String matrix = curl(site, "https://" + site.ipv4() + ":8443/api/v1/data/matrix");
    for (JsonElement pair :
        JsonParser.parseString(matrix).getAsJsonObject().getAsJsonArray("pairs")) {
      if (pair.getAsJsonObject().get("target").getAsString().equals(target)) {
        return pair.getAsJsonObject();
      }
    }
    throw new IllegalStateException(target + " is not in " + matrix);
  }

  private String xprobe(String script, String key, String host) {
    String[] command = {
      "env",
      "REQUESTS_CA_BUNDLE=" + file("server.pem"),
      PYTHON,
      script,
      "-k",
      key,
      "-n",
      "p1",
      "-r",
      host
    };
    return Shell.run(Shell.in(probe.namespace(), command)).strip();
  }

  @Test
  void anOriginalClientPostsThroughNginxAndDirectly() throws Exception {
    startCollector("p2");
    startNginx("https://" + site.ipv4() + ":8443");
    String script = resource("xprobe.py");
    for (String host : List.of(site.ipv4(), site.ipv4() + ":8443")) {
      assertEquals("ok", xprobe(script, "system-test-key", host));
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> xprobe(script, "wrong", host));
      assertTrue(
          refused.getMessage().contains("403 The provided API key is not valid"),
          refused.getMessage());
    }
    assertEquals("measured", pair("p2").get("state").getAsString());
    assertEquals(0.0, pair("p2").get("loss").getAsDouble());
    assertEquals(2, pair("p2").getAsJsonObject("sum").get("rounds").getAsInt());
    JsonObject down = pair("down-p3");
    assertEquals("unknown", down.get("state").getAsString());
    assertTrue(down.get("loss").isJsonNull(), down::toString);
    assertEquals(2, down.getAsJsonObject("sum").get("unknown").getAsInt());
  }

  private void startDaemon(String collectorJson, String more) throws Exception {
    Path own = Files.createDirectory(directory.resolve("daemon"));
    Files.writeString(
        own.resolve("probes.json"),
        """
        {"probes": [{"name": "p1", "proto": 4, "address": "%s"},
                    {"name": "p2", "proto": 4, "address": "%s"}]}
        """
            .formatted(probe.ipv4(), site.ipv4()));
    Files.writeString(
        own.resolve("schedule.json"),
        "{\"schedule\": [{\"name\": \"mesh\", \"every\": \"1s\", \"count\": 2,"
            + " \"interval\": \"100ms\"}]}");
    Files.writeString(
        own.resolve("daemon.json"),
        """
        {"name": "p1", "collectors": [{%s, "caFile": "%s"}], %s
         "buffer": {"directory": "%s"}, "status": {"port": 0}}
        """
            .formatted(collectorJson, file("server.pem"), more, own.resolve("buffer")));
    daemon = new Program(probe, "daemon", own).start();
  }

  @Test
  void ourDaemonDeliversToAnOriginalCollector() throws Exception {
    Path taken = Files.createFile(directory.resolve("taken"));
    String[] flask = {
      PYTHON, resource("collector.py"), "5000", "system-test-key", taken.toString()
    };
    original = new Service(site, directory.resolve("original.log"), flask);
    startNginx("http://127.0.0.1:5000");
    startDaemon(
        "\"url\": \"https://%s/backend\", \"keyFile\": \"%s\", \"mode\": \"compat\""
            .formatted(site.ipv4(), file("api-key")),
        "");
    Await.passes(PATIENCE, () -> assertTrue(Files.readAllLines(taken).size() >= 5));
    for (String line : Files.readAllLines(taken)) {
      JsonObject body = JsonParser.parseString(line).getAsJsonObject();
      assertEquals("p1", body.get("source").getAsString());
      assertEquals(1, body.getAsJsonArray("probes").size(), line);
      JsonObject row = body.getAsJsonArray("probes").get(0).getAsJsonObject();
      assertEquals("p2", row.get("name").getAsString());
      assertTrue(row.get("pinged").getAsBoolean(), line);
      assertEquals(0.0, row.get("ping_loss").getAsDouble(), line);
    }
    JsonObject status =
        JsonParser.parseString(daemon.get("127.0.0.1", "/status")).getAsJsonObject();
    assertEquals(0, status.getAsJsonObject("buffer").get("quarantined").getAsInt());
  }

  @Test
  void ourDaemonNeedsACertificateAloneAndTakesItsListsFromTheCollector() throws Exception {
    startCollector("p2");
    startDaemon(
        "\"url\": \"https://%s:8443\", \"keyFile\": \"%s\", \"certificateFile\": \"%s\","
                .formatted(site.ipv4(), file("none"), file("p1.pem"))
            + " \"certificateKeyFile\": \"%s\"".formatted(file("p1.key")),
        "\"configuration\": \"collector\",");
    Await.passes(
        PATIENCE,
        () -> {
          JsonObject round = pair("p2");
          assertEquals("measured", round.get("state").getAsString());
          assertEquals(3, round.get("sent").getAsInt(), "the collector's schedule, not the file's");
        });
  }
}
