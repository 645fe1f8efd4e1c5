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
  next_run    INTEGER,                           -- ms; the next slot that is not yet accounted for; NULL where none is left
  last_run    INTEGER,                           -- ms
  last_status TEXT,
  last_result TEXT,
  error_count INTEGER NOT NULL DEFAULT 0,        -- consecutive
  hold_until  INTEGER,                           -- ms; after errors, slots before it are skipped
  revision    INTEGER NOT NULL DEFAULT 1,
  deleted_at  INTEGER,                           -- ms; kept for undo and for its history
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE job_runs (
  id          INTEGER PRIMARY KEY,
  job_id      INTEGER NOT NULL REFERENCES cron_jobs(id),
  slot        INTEGER,                           -- ms, the planned instant; NULL for a manual run
  slot_key    INTEGER,                           -- the slot where the row claims it, so that it runs once; NULL for skips, spans and manual runs
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
  output_cut  INTEGER NOT NULL DEFAULT 0,        -- 1: there was more before it
  output      TEXT    NOT NULL DEFAULT '',       -- the last 256 KB, escaped and redacted
  UNIQUE (job_id, slot_key)
) STRICT;
CREATE INDEX job_runs_job ON job_runs(job_id, id);
CREATE INDEX job_runs_open ON job_runs(job_id) WHERE status IN ('queued', 'running');
CREATE INDEX cron_jobs_due ON cron_jobs(next_run) WHERE enabled = 1 AND deleted_at IS NULL;
CREATE INDEX job_runs_queued ON job_runs(queued_at);

-- What a person should be told once, by one window.
CREATE TABLE job_notices (
  id         INTEGER PRIMARY KEY,
  job_id     INTEGER NOT NULL REFERENCES cron_jobs(id),
  run_id     INTEGER,
  kind       TEXT    NOT NULL,                   -- failing, disabled, ask-missed
  message    TEXT    NOT NULL,
  raised_at  INTEGER NOT NULL,                   -- ms
  claimed_at INTEGER                             -- ms; NULL while no window has taken it
) STRICT;
CREATE INDEX job_notices_open ON job_notices(id) WHERE claimed_at IS NULL;
