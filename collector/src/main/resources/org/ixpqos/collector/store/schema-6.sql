-- What a probe told of its schedule, class SchedulePeriods, and why its daemon ended; empty when it
-- did not tell, and while it runs.
ALTER TABLE probe ADD COLUMN periods TEXT NOT NULL DEFAULT '';
ALTER TABLE probe ADD COLUMN stopped TEXT NOT NULL DEFAULT '';
