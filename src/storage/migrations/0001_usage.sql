-- Usage: model calls, the roll-up that lives for ever, and what the collectors have read.

-- Dictionaries: a name is stored once, rows hold its number.
CREATE TABLE sources   (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE providers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE models    (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE agents    (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE projects  (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT; -- a working folder, or '' where the log names none
CREATE TABLE sessions  (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE prices    (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT; -- which price row was used, in words
CREATE TABLE variants  (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT; -- price modifiers of a call: '', 'fast', 'geo:us' …

-- What a collector has read of a file: everything needed to go on from there.
CREATE TABLE collect_files (
  id         INTEGER PRIMARY KEY,
  source_id  INTEGER NOT NULL REFERENCES sources(id),
  path       TEXT    NOT NULL UNIQUE,
  dev        INTEGER NOT NULL DEFAULT 0,
  ino        INTEGER NOT NULL DEFAULT 0,
  size       INTEGER NOT NULL DEFAULT 0,
  mtime      REAL    NOT NULL DEFAULT 0,   -- ms
  position   INTEGER NOT NULL DEFAULT 0,   -- bytes (or rowid) consumed
  line       INTEGER NOT NULL DEFAULT 0,   -- lines consumed
  head       TEXT    NOT NULL DEFAULT '',  -- hashes of its first bytes and of the last before position
  state      TEXT    NOT NULL DEFAULT '',  -- the parser's own state, JSON
  bad_lines  INTEGER NOT NULL DEFAULT 0,
  first_bad_line INTEGER NOT NULL DEFAULT 0,
  note       TEXT    NOT NULL DEFAULT '',  -- why it could not be read, in words
  read_at    INTEGER NOT NULL DEFAULT 0    -- ms
) STRICT;

-- Model calls, in bundles: a row holds up to 64 calls of one file that share everything a name can be given to, their row of the
-- roll-up first of all (it has their day, source, provider, model, agent, project and basis). The sums of its calls are columns; the
-- calls themselves are bytes (core/usage/calls.ts), and which bundle a call stands in is known by its key in memory. A row a call took
-- six times the room, and an index of their keys two thirds of the time of recording them (measured with sql.js 1.16).
CREATE TABLE usage_events (
  id             INTEGER PRIMARY KEY,       -- grows; none is used twice
  file_id        INTEGER NOT NULL,
  daily_id       INTEGER NOT NULL,          -- its row in usage_daily; 0 for tombstones (requests = 0), which count nowhere
  session_id     INTEGER NOT NULL,
  variant_id     INTEGER NOT NULL,
  confidence     INTEGER NOT NULL,          -- 0 exact, 1 estimated, 2 aggregate
  rank           INTEGER NOT NULL,          -- of two copies of a call the higher rank wins, then the larger total, then the smaller tie
  tie            INTEGER NOT NULL,
  price_id       INTEGER NOT NULL,          -- 0 where unpriced
  first_ts       INTEGER NOT NULL,          -- ms UTC
  last_ts        INTEGER NOT NULL,
  calls          INTEGER NOT NULL,          -- how many
  requests       INTEGER NOT NULL,
  input          INTEGER NOT NULL,          -- tokens; input, output, cache_* are disjoint
  output         INTEGER NOT NULL,
  reasoning      INTEGER NOT NULL,          -- a subset of output
  cache_read     INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cost           REAL NOT NULL,             -- dollars; 0 where unpriced (the roll-up row's basis tells)
  input_cost     REAL NOT NULL,
  output_cost    REAL NOT NULL,
  cache_read_cost  REAL NOT NULL,
  cache_write_cost REAL NOT NULL,
  bytes          BLOB NOT NULL              -- key, time, counts and costs of each call
) STRICT;
CREATE INDEX usage_events_file ON usage_events(file_id);

-- Days add up here by trigger, apart by how their cost is known; rows stay when raw events are pruned (there is deliberately no
-- trigger on their DELETE). Whoever inserts an event has put its row here first, all zero; a row with requests = 0 means nothing.
CREATE TABLE usage_daily (
  id             INTEGER PRIMARY KEY,
  day            TEXT    NOT NULL,          -- calendar day in the user's zone
  source_id      INTEGER NOT NULL,
  provider_id    INTEGER NOT NULL,
  model_id       INTEGER NOT NULL,
  agent_id       INTEGER NOT NULL,
  project_id     INTEGER NOT NULL,
  basis          INTEGER NOT NULL,          -- 0 unpriced, 1 priced, 2 logged
  requests       INTEGER NOT NULL DEFAULT 0,
  input          INTEGER NOT NULL DEFAULT 0,
  output         INTEGER NOT NULL DEFAULT 0,
  reasoning      INTEGER NOT NULL DEFAULT 0,
  cache_read     INTEGER NOT NULL DEFAULT 0,
  cache_write_5m INTEGER NOT NULL DEFAULT 0,
  cache_write_1h INTEGER NOT NULL DEFAULT 0,
  cost           REAL    NOT NULL DEFAULT 0,
  input_cost     REAL    NOT NULL DEFAULT 0,
  output_cost    REAL    NOT NULL DEFAULT 0,
  cache_read_cost  REAL  NOT NULL DEFAULT 0,
  cache_write_cost REAL  NOT NULL DEFAULT 0,
  UNIQUE (day, source_id, provider_id, model_id, agent_id, project_id, basis)
) STRICT;

CREATE TRIGGER usage_events_added AFTER INSERT ON usage_events BEGIN
  UPDATE usage_daily SET
    requests = requests + NEW.requests, input = input + NEW.input, output = output + NEW.output,
    reasoning = reasoning + NEW.reasoning, cache_read = cache_read + NEW.cache_read,
    cache_write_5m = cache_write_5m + NEW.cache_write_5m, cache_write_1h = cache_write_1h + NEW.cache_write_1h,
    cost = cost + NEW.cost, input_cost = input_cost + NEW.input_cost, output_cost = output_cost + NEW.output_cost,
    cache_read_cost = cache_read_cost + NEW.cache_read_cost, cache_write_cost = cache_write_cost + NEW.cache_write_cost
  WHERE id = NEW.daily_id;
END;

-- A bundle that goes is emptied first; it never moves to another row of the roll-up.
CREATE TRIGGER usage_events_emptied AFTER UPDATE ON usage_events BEGIN
  UPDATE usage_daily SET
    requests = requests - OLD.requests + NEW.requests, input = input - OLD.input + NEW.input,
    output = output - OLD.output + NEW.output, reasoning = reasoning - OLD.reasoning + NEW.reasoning,
    cache_read = cache_read - OLD.cache_read + NEW.cache_read, cache_write_5m = cache_write_5m - OLD.cache_write_5m + NEW.cache_write_5m,
    cache_write_1h = cache_write_1h - OLD.cache_write_1h + NEW.cache_write_1h, cost = cost - OLD.cost + NEW.cost,
    input_cost = input_cost - OLD.input_cost + NEW.input_cost, output_cost = output_cost - OLD.output_cost + NEW.output_cost,
    cache_read_cost = cache_read_cost - OLD.cache_read_cost + NEW.cache_read_cost, cache_write_cost = cache_write_cost - OLD.cache_write_cost + NEW.cache_write_cost
  WHERE id = OLD.daily_id;
END;

-- `value` is raised with everything recorded, so that the recorder notices when a transaction was undone and forgets the numbers
-- it gave out in it. `bundle` is the highest number a bundle ever had. `mark` says by which zone and price list the stored calls
-- were last settled.
CREATE TABLE usage_serial (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  value  INTEGER NOT NULL DEFAULT 0,
  bundle INTEGER NOT NULL DEFAULT 0,
  mark   TEXT    NOT NULL DEFAULT ''
) STRICT;
INSERT INTO usage_serial (id) VALUES (1);

-- Per model per day. `tokens_in` is uncached input; cache tokens stand beside it. cost is NULL where nothing could be priced.
CREATE VIEW api_usage AS
SELECT d.day AS usage_date, m.name AS model, sum(d.requests) AS requests, sum(d.input) AS tokens_in, sum(d.output) AS tokens_out,
       sum(d.cache_read) AS cache_read_tokens, sum(d.cache_write_5m + d.cache_write_1h) AS cache_write_tokens,
       iif(max(d.basis) = 0, NULL, sum(d.cost)) AS cost, sum(iif(d.basis = 0, d.requests, 0)) AS unpriced_requests
FROM usage_daily d JOIN models m ON m.id = d.model_id
WHERE d.requests > 0 GROUP BY d.day, m.name;

-- Per agent and model per day, with the cost split. Where a tool logged only a total, the parts do not add up to it.
CREATE VIEW agent_usage AS
SELECT a.name AS agent_id, d.day AS date, m.name AS model,
       sum(d.input) AS input_tokens, sum(d.output) AS output_tokens,
       sum(d.cache_read) AS cache_read_tokens, sum(d.cache_write_5m + d.cache_write_1h) AS cache_write_tokens,
       sum(d.input_cost) AS input_cost, sum(d.output_cost) AS output_cost,
       sum(d.cache_read_cost) AS cache_read_cost, sum(d.cache_write_cost) AS cache_write_cost,
       iif(max(d.basis) = 0, NULL, sum(d.cost)) AS total_cost, sum(d.requests) AS message_count
FROM usage_daily d JOIN agents a ON a.id = d.agent_id JOIN models m ON m.id = d.model_id
WHERE d.requests > 0 GROUP BY a.name, d.day, m.name;

-- The budget's limits and the alerts already raised: one a threshold and period, whoever restarts.
CREATE TABLE budget_tracking (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  daily_limit   REAL NOT NULL DEFAULT 5.0,
  monthly_limit REAL NOT NULL DEFAULT 200.0,
  updated_at    INTEGER NOT NULL DEFAULT 0   -- ms
) STRICT;
INSERT INTO budget_tracking (id) VALUES (1);

CREATE TABLE budget_alerts (
  id           INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: a window may still hold an old one
  period       TEXT    NOT NULL CHECK (period IN ('daily', 'monthly')),
  period_start TEXT    NOT NULL,             -- first day of the period
  threshold    REAL    NOT NULL,             -- percent
  used         REAL    NOT NULL,
  "limit"      REAL    NOT NULL,
  raised_at    INTEGER NOT NULL,             -- ms
  claimed_at   INTEGER,                      -- ms; the window that shows it claims it first
  UNIQUE (period, period_start, threshold)
) STRICT;

-- What the windows told the hub, so that it knows it without a window: zone, thresholds, mutes, price overrides …
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID; -- value is JSON
