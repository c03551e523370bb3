package org.ixpqos.collector.ingest;

import com.google.gson.stream.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.model.Names;
import org.ixpqos.model.wire.WireForm;

/**
 * The source in the beginning of a refused body: it was sent without a valid key, so that only
 * little is read, of a few at once.
 */
final class ClaimedSource {
  private static final int BYTES = 4096;

  /** The maximum at once: each holds a thread for as long as a request may take. */
  private static final int MAX_AT_ONCE = 8;

  private static final Semaphore PLACES = new Semaphore(MAX_AT_ONCE);

  private ClaimedSource() {}

  /** Empty where there is no name, or too many are being read. */
  static String in(ApiRequest request) {
    if (!PLACES.tryAcquire()) {
      return "";
    }
    try {
      return in(request.peek(BYTES), request.isGzip(), request.form().orElse(WireForm.JSON));
    } catch (IOException e) {
      return ""; // the client disconnected
    } finally {
      PLACES.release();
    }
  }

  static String in(byte[] begin, boolean gzip, WireForm form) {
    try (InputStream bytes = new ByteArrayInputStream(begin);
        InputStream text = gzip ? new GZIPInputStream(bytes) : bytes;
        JsonReader json = form.tokens(text.readNBytes(BYTES))) {
      json.beginObject();
      while (json.hasNext()) {
        if (json.nextName().equals("source")) {
          String source = json.nextString();
          return Names.isName(source) ? source : "";
        }
        json.skipValue();
      }
      return "";
    } catch (IOException | IllegalStateException e) {
      return ""; // it ends before its name, or is no upload
    }
  }
}
