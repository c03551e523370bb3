package org.ixpqos.collector.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.KeySpec;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A user who may read, with the password's hash: PBKDF2 with HMAC-SHA-256 (RFC 8018).
 *
 * @param name without a colon, as RFC 7617 wants it
 * @param salt hex
 * @param iterations of PBKDF2
 * @param hash hex
 */
record User(String name, String salt, int iterations, String hash) {
  /** OWASP's Password Storage Cheat Sheet, 2023: some 0.2 s of a core. */
  static final int ITERATIONS = 600_000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;

  /** A user with a password, and a salt of its own. */
  static User of(String name, char[] password, int iterations) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    byte[] hash = pbkdf2(password, salt, iterations);
    HexFormat hex = HexFormat.of();
    return new User(name, hex.formatHex(salt), iterations, hex.formatHex(hash));
  }

  /** Checks a password; takes long, and as long for a wrong one. */
  boolean hasPassword(char[] password) {
    HexFormat hex = HexFormat.of();
    return MessageDigest.isEqual(
        hex.parseHex(hash), pbkdf2(password, hex.parseHex(salt), iterations));
  }

  private static byte[] pbkdf2(char[] password, byte[] salt, int iterations) {
    try {
      KeySpec spec = new PBEKeySpec(password, salt, iterations, HASH_BITS);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2", e);
    }
  }
}
