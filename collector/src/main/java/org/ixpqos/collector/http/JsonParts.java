package org.ixpqos.collector.http;

import com.google.gson.stream.JsonWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/** A JSON text in parts: single members, and arrays with many elements. */
public final class JsonParts implements Body {
  /** Approximate memory of a round or a gap, bytes. */
  private static final int ELEMENT = 500;

  private final List<Iterable<ApiResponse.JsonBody>> parts = new ArrayList<>();
  private int elements;

  /** Writes one element. */
  public interface Element<T> {
    void writeTo(JsonWriter json, T element) throws IOException;
  }

  /** Adds a small part. */
  public JsonParts add(ApiResponse.JsonBody part) {
    parts.add(List.of(part));
    return this;
  }

  /** Adds a part for each; they are not copied. */
  public <T> JsonParts addEach(Collection<T> all, Element<? super T> element) {
    elements += all.size();
    parts.add(() -> all.stream().map(one -> part(one, element)).iterator());
    return this;
  }

  private static <T> ApiResponse.JsonBody part(T one, Element<? super T> element) {
    return json -> element.writeTo(json, one);
  }

  @Override
  public int held() {
    return elements * ELEMENT;
  }

  @Override
  public Writing begin(OutputStream out) {
    return new JsonWriting(out, parts);
  }

  private static final class JsonWriting implements Writing {
    private final JsonWriter json;
    private final Iterator<Iterable<ApiResponse.JsonBody>> groups;
    private Iterator<ApiResponse.JsonBody> group = List.<ApiResponse.JsonBody>of().iterator();

    JsonWriting(OutputStream out, List<Iterable<ApiResponse.JsonBody>> parts) {
      json =
          new JsonWriter(
              new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 2048));
      groups = parts.iterator();
    }

    @Override
    public boolean next() throws IOException {
      while (!group.hasNext() && groups.hasNext()) {
        group = groups.next().iterator();
      }
      if (!group.hasNext()) {
        json.flush();
        return false;
      }
      group.next().writeTo(json);
      return true;
    }

    @Override
    public void close() {
      // holds no system resource
    }
  }
}
