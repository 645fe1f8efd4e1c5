-- 1: calls of a rewritten log were removed, and the tool's other logs, which may hold copies of them, are still to be read again.
ALTER TABLE sources ADD COLUMN rewind INTEGER NOT NULL DEFAULT 0;
