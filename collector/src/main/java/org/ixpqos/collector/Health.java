package org.ixpqos.collector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.access.CollectorAccess;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.ingest.UnlistedRows;
import org.ixpqos.collector.store.SqliteStore;

/** What an operator has to know, for {@code /healthz}. */
record Health(
    SqliteStore store,
    Present present,
    Housekeeper housekeeper,
    CollectorAccess access,
    UnlistedRows unlisted) {
  /** Why uploads are not stored; empty when they are. */
  Optional<String> problem() {
    return store.problem();
  }

  /** What is wrong and keeps no upload from being stored. */
  List<String> notices() {
    List<String> notices = new ArrayList<>();
    present.remark().ifPresent(notices::add);
    housekeeper
        .withheld()
        .ifPresent(why -> notices.add("nothing that is too old is deleted from the store: " + why));
    access.notice().ifPresent(notices::add);
    unlisted.notice().ifPresent(notices::add);
    return notices;
  }
}
