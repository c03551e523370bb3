package org.ixpqos.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Suggests the correct spelling of a word. */
public final class Spelling {
  private static final int LONGEST = 64;

  private Spelling() {}

  /** The candidate nearest to a word, if one is near enough to be suggested. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    if (word.length() > LONGEST) {
      return Optional.empty(); // too long for a mistyped word
    }
    int least = Math.max(1, word.length() / 3) + 1;
    String nearest = null;
    for (String candidate : candidates) {
      if (candidate.length() <= LONGEST && Math.abs(candidate.length() - word.length()) < least) {
        int distance = distance(word, candidate);
        if (distance < least) {
          least = distance;
          nearest = candidate;
        }
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** " (did you mean …?)", or nothing. */
  static String hint(String word, Collection<String> candidates) {
    return nearest(word, candidates).map(near -> " (did you mean \"" + near + "\"?)").orElse("");
  }

  /** Levenshtein distance, letter case aside; two swapped neighbours cost one. */
  private static int distance(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int substitute = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(substitute, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
