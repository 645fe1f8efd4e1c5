-- Jobs: what runs when, and what became of every slot.

CREATE TABLE cron_jobs (
  id          INTEGER PRIMARY KEY,
  name        TEXT    NOT NULL,
  component   TEXT    NOT NULL DEFAULT 'user',   -- user, system, workspace
  task_type   TEXT    NOT NULL,                  -- the action's kind: command, shell, agent, http, vscode.command, vscode.task, system
  task_key    TEXT    UNIQUE,                    -- system: the task's name; workspace: folder and offer; NULL for the user's own
  -- exactly one of the three is set, by the kind of the schedule
  frequency_cron    TEXT,
  frequency_seconds INTEGER,
  run_at            TEXT,                        -- local time in zone
  zone        TEXT    NOT NULL DEFAULT '',       -- IANA; '' for intervals
  anchor      INTEGER NOT NULL DEFAULT 0,        -- ms; the grid of an interval
  payload     TEXT    NOT NULL,                  -- JSON of the action
  policies    TEXT    NOT NULL,                  -- JSON
  enabled     INTEGER NOT NULL DEFAULT 1,
  disabled_reason TEXT,                          -- why the product itself disabled it
  next_run    INTEGER,                           -- ms; the next slot that is not yet claimed
  last_run    INTEGER,                           -- ms
  last_status TEXT,
  last_result TEXT,
  error_count INTEGER NOT NULL DEFAULT 0,        -- consecutive
  notified_at INTEGER,                           -- ms; one notice a failing episode
  revision    INTEGER NOT NULL DEFAULT 1,
  deleted_at  INTEGER,                           -- ms; kept for undo and for its history
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE job_runs (
  id          INTEGER PRIMARY KEY,
  job_id      INTEGER NOT NULL REFERENCES cron_jobs(id),
  slot        INTEGER,                           -- ms, the planned instant; NULL for a manual run
  slot_key    INTEGER,                           -- slot where the row claims it, so that a slot is claimed once; NULL for skips that claim nothing
  until_slot  INTEGER,                           -- ms, the last slot of a folded row
  count       INTEGER NOT NULL DEFAULT 1,
  trigger     TEXT    NOT NULL,                  -- schedule, manual, catch-up, retry
  status      TEXT    NOT NULL,
  reason      TEXT,
  summary     TEXT    NOT NULL DEFAULT '',
  attempt     INTEGER NOT NULL DEFAULT 1,
  epoch       INTEGER NOT NULL,                  -- the hub that claimed it
  pid         INTEGER,
  pid_started TEXT,                              -- tells a pid from another process that got the same number
  queued_at   INTEGER NOT NULL,                  -- ms
  started_at  INTEGER,
  finished_at INTEGER,
  exit_code   INTEGER,
  session     TEXT,                              -- the agent session it started, where known
  cwd         TEXT,
  usage       TEXT,                              -- JSON, RunUsage
  output      TEXT    NOT NULL DEFAULT '',       -- the last 256 KB, escaped and redacted
  UNIQUE (job_id, slot_key)
) STRICT;
CREATE INDEX job_runs_job ON job_runs(job_id, id);
CREATE INDEX job_runs_open ON job_runs(status) WHERE status IN ('queued', 'running');
