package org.ixpqos.collector.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.Route;

/** The page's files, from the class path; a browser asks no other host for anything. */
public final class PageFiles {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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

  /** Serves the page under a path. */
  public static List<Route> routes(String path, Access access) {
    List<Route> routes = new ArrayList<>();
    for (String file : FILES) {
      ApiResponse answer = answer(file);
      routes.add(
          access.route(path + (file.equals("index.html") ? "/" : "/" + file), call -> answer));
    }
    return routes;
  }

  private static ApiResponse answer(String file) {
    String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
    try (InputStream in =
        PageFiles.class.getResourceAsStream("/org/ixpqos/collector/page/" + file)) {
      return ApiResponse.text(type, in.readAllBytes())
          .withEtag()
          .with("Content-Security-Policy", POLICY)
          .with("Referrer-Policy", "no-referrer")
          .withGzip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
