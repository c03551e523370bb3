package org.ixpqos.config;

import java.nio.file.Path;
import java.util.List;

/** Whether some files are as they were when they were last used. Owned by one thread. */
public final class SeenFiles {
  private final List<Path> files;
  private List<String> stamps = List.of();

  /** Before their first use the files count as changed. */
  public SeenFiles(List<Path> files) {
    this.files = List.copyOf(files);
  }

  private List<String> now() {
    return files.stream().map(FileStamp::of).toList();
  }

  /** The files are used now. */
  public void use() {
    stamps = now();
  }

  /** Whether one of them has changed, appeared or vanished since they were used. */
  public boolean haveChanged() {
    return !now().equals(stamps);
  }
}
