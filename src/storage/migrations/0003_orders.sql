-- Orders about jobs that were carried out, by the name their sender gave them: one that is sent again is not carried out again.
CREATE TABLE job_orders (
  name   TEXT    PRIMARY KEY,                    -- the order's kind and its sender's name for it
  job_id INTEGER NOT NULL,                       -- the job it made or changed
  at     INTEGER NOT NULL                        -- ms; kept for a day
) STRICT, WITHOUT ROWID;
