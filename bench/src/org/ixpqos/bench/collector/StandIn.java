package org.ixpqos.bench.collector;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The original collector's stand-in: NGINX, uWSGI with a Flask application, VictoriaMetrics. */
final class StandIn implements AutoCloseable {
  private final List<ServedProcess> parts = new ArrayList<>();
  private final int port = ServedProcess.freePort();

  private StandIn() throws IOException {}

  static StandIn start(Path application, Path directory, String key) throws IOException {
    StandIn standIn = new StandIn();
    try {
      standIn.startParts(application, directory, key);
      return standIn;
    } catch (IOException e) {
      standIn.close();
      throw e;
    }
  }

  private void startParts(Path application, Path directory, String key) throws IOException {
    int engine = ServedProcess.freePort();
    parts.add(
        ServedProcess.start(
            directory.resolve("engine.log"),
            Map.of(),
            engine,
            List.of(
                "victoria-metrics",
                "-httpListenAddr=127.0.0.1:" + engine,
                "-retentionPeriod=1y",
                "-storageDataPath=" + directory.resolve("engine"))));
    int uwsgi = ServedProcess.freePort();
    parts.add(
        ServedProcess.start(
            directory.resolve("uwsgi.log"),
            Map.of("STANDIN_KEY", key, "STANDIN_ENGINE", "http://127.0.0.1:" + engine),
            uwsgi,
            List.of(
                "uwsgi",
                "--plugin=python3",
                "--socket=127.0.0.1:" + uwsgi,
                "--wsgi-file=" + application,
                "--callable=app",
                "--master",
                "--processes=4",
                "--disable-logging",
                "--die-on-term")));
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(configuration, nginx(directory, uwsgi));
    parts.add(
        ServedProcess.start(
            directory.resolve("nginx.log"),
            Map.of(),
            port,
            List.of("nginx", "-p", directory.toString(), "-c", configuration.toString())));
  }

  private String nginx(Path directory, int uwsgi) {
    return """
        daemon off;
        pid %1$s/nginx.pid;
        error_log %1$s/nginx.log;
        events {}
        http {
          access_log off;
          client_body_buffer_size 1m;
          client_body_temp_path %1$s/body;
          uwsgi_temp_path %1$s/uwsgi;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          scgi_temp_path %1$s/scgi;
          keepalive_requests 1000000;
          server {
            listen 127.0.0.1:%2$d;
            location /backend/ {
              rewrite ^/backend(/.*)$ $1 break;
              include /etc/nginx/uwsgi_params;
              uwsgi_pass 127.0.0.1:%3$d;
            }
          }
        }
        """
        .formatted(directory, port, uwsgi);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/backend/api/v1/data/probe-result");
  }

  double cpuSeconds() throws IOException {
    double seconds = 0;
    for (ServedProcess part : parts) {
      seconds += part.cpuSeconds();
    }
    return seconds;
  }

  @Override
  public void close() {
    Collections.reverse(parts);
    parts.forEach(ServedProcess::close);
  }
}
