package org.ixpqos.config;

/**
 * One thing that is wrong in a file which a user edits.
 *
 * @param file the file's name as the user knows it
 * @param path where in it, as a JSON path ({@code $.schedule[0].every}); {@code $} for the root
 * @param found what stands there, shortened when long; never a secret
 * @param allowed what may stand there, as a sentence fragment ("a duration such as \"30s\"")
 */
public record Problem(String file, String path, String found, String allowed) {
  @Override
  public String toString() {
    return file + ": " + path + ": found " + found + "; allowed: " + allowed;
  }
}
