package org.ixpqos.collector.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.Route;
import org.ixpqos.service.Sha256;

/** The page's files, from the class path; a browser asks no other host for anything. */
public final class PageFiles {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String INDEX = "index.html";
  private static final String FOR_GOOD = "max-age=31536000, immutable";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8");

  private static final List<String> FILES =
      List.of(
          "index.html",
          "address.js",
          "ask.js",
          "colours.js",
          "dialogs.js",
          "events.js",
          "evidence.js",
          "filter.js",
          "format.js",
          "icon.svg",
          "live.js",
          "mesh-canvas.js",
          "mesh-choices.js",
          "mesh-grid.js",
          "mesh-labels.js",
          "mesh-matrix.js",
          "mesh-model.js",
          "mesh-play.js",
          "mesh-reader.js",
          "mesh-sheet.js",
          "mesh-side.js",
          "mesh-table.js",
          "mesh-tip.js",
          "mesh.js",
          "multiples.js",
          "page.css",
          "page.js",
          "pair-data.js",
          "pair-words.js",
          "pair.js",
          "probe-lists.js",
          "probes.js",
          "rounds.js",
          "save.js",
          "smoke-draw.js",
          "smoke-points.js",
          "smoke.js",
          "source.js",
          "uPlot-LICENSE.txt",
          "uPlot.iife.min.js",
          "uPlot.min.css",
          "verdict-groups.js",
          "verdict-probes.js",
          "verdict.js",
          "when.js",
          "wrong.js");

  private PageFiles() {}

  /** Makes a route with its access: {@link Route#get} or {@link Route#getOpen}. */
  public interface Access {
    Route route(String path, Endpoint endpoint);
  }

  /**
   * Serves the page under a path. What the page loads is under {@code v/VERSION/} as well, where
   * the version is of all files together and a browser keeps them for good: it then asks for one
   * file.
   */
  public static List<Route> routes(String path, Access access) {
    Map<String, byte[]> contents = new TreeMap<>();
    FILES.forEach(file -> contents.put(file, read(file)));
    String version = version(contents.values());
    contents.computeIfPresent(INDEX, (file, page) -> versioned(page, version));
    List<Route> routes = new ArrayList<>();
    contents.forEach(
        (file, content) -> {
          ApiResponse answer = answer(file, content, "no-cache");
          routes.add(access.route(path + (file.equals(INDEX) ? "/" : "/" + file), call -> answer));
          if (!file.equals(INDEX)) {
            ApiResponse kept = answer(file, content, FOR_GOOD);
            // a page that was open during an upgrade asks with the version before
            routes.add(
                access.route(
                    path + "/v/*/" + file,
                    call -> call.variable().equals(version) ? kept : answer));
          }
        });
    return routes;
  }

  private static String version(Collection<byte[]> contents) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    contents.forEach(all::writeBytes);
    return HexFormat.of().formatHex(Sha256.of(all.toByteArray()), 0, 8);
  }

  /** The page with the version in the address of each file that it names. */
  private static byte[] versioned(byte[] page, String version) {
    String text = new String(page, StandardCharsets.UTF_8);
    for (String file : FILES) {
      text = text.replace("=\"" + file + "\"", "=\"v/" + version + "/" + file + "\"");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(String file) {
    try (InputStream in =
        PageFiles.class.getResourceAsStream("/org/ixpqos/collector/page/" + file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiResponse answer(String file, byte[] content, String cache) {
    String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
    return ApiResponse.text(type, content)
        .withEtag()
        .with("Cache-Control", cache)
        .with("Content-Security-Policy", POLICY)
        .with("Referrer-Policy", "no-referrer")
        .withGzip();
  }
}
