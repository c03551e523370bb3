package org.ixpqos.model.wire;

import com.google.gson.stream.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The forms of an upload's body, by their media types. All collectors take {@link #JSON}; one that
 * takes more announces them in {@link #ACCEPT_POST}.
 */
public enum WireForm {
  /** A JSON object (RFC 8259), as the original's. */
  JSON("application/json"),

  /**
   * The same object in CBOR (RFC 8949), with its rows as columns. A later form that readers of this
   * one can't read has another name.
   */
  COLUMNS("application/vnd.ixpqos.columns+cbor");

  /**
   * The header in which a collector announces the forms that it takes (Linked Data Platform 1.0,
   * 7.1).
   */
  public static final String ACCEPT_POST = "Accept-Post";

  private final String mediaType;

  WireForm(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  /** The value of {@link #ACCEPT_POST} for all forms. */
  public static String all() {
    return String.join(", ", Arrays.stream(values()).map(WireForm::mediaType).toList());
  }

  /**
   * The form of a request's body; empty where its type is a kind of CBOR that is none. Everything
   * else is JSON: original clients name it in many ways, or not at all.
   *
   * @param contentType may be null
   */
  public static Optional<WireForm> of(String contentType) {
    String type = bare(contentType == null ? "" : contentType);
    if (type.equals(COLUMNS.mediaType)) {
      return Optional.of(COLUMNS);
    }
    return type.equals("application/cbor") || type.endsWith("+cbor")
        ? Optional.empty()
        : Optional.of(JSON);
  }

  /** Whether the values of {@link #ACCEPT_POST} announce this form. */
  public boolean isIn(List<String> acceptPost) {
    return acceptPost.stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .anyMatch(type -> bare(type).equals(mediaType));
  }

  /** Reads a text of this form as JSON's tokens, its rows apart. */
  public JsonReader tokens(byte[] text) {
    return this == COLUMNS
        ? new CborReader(text)
        : new JsonReader(
            new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8));
  }

  /** A media type without its parameters. */
  private static String bare(String type) {
    int parameters = type.indexOf(';');
    String bare = parameters < 0 ? type : type.substring(0, parameters);
    return bare.strip().toLowerCase(Locale.ROOT);
  }
}
