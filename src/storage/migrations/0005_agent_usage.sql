-- One row per agent and day, with the names of all its models. In words that older sqlite3 programs know, too: they open no database with others in it.
DROP VIEW agent_usage;
CREATE VIEW agent_usage AS
SELECT agent_id, date, group_concat(model, ', ') AS model,
       sum(input) AS input_tokens, sum(output) AS output_tokens, sum(cache_read) AS cache_read_tokens, sum(cache_write) AS cache_write_tokens,
       sum(input_cost) AS input_cost, sum(output_cost) AS output_cost,
       sum(cache_read_cost) AS cache_read_cost, sum(cache_write_cost) AS cache_write_cost,
       iif(max(basis) = 0, NULL, sum(cost)) AS total_cost, sum(requests) AS message_count
FROM (SELECT a.name AS agent_id, d.day AS date, m.name AS model, max(d.basis) AS basis, sum(d.requests) AS requests,
             sum(d.input) AS input, sum(d.output) AS output, sum(d.cache_read) AS cache_read, sum(d.cache_write_5m + d.cache_write_1h) AS cache_write,
             sum(d.cost) AS cost, sum(d.input_cost) AS input_cost, sum(d.output_cost) AS output_cost,
             sum(d.cache_read_cost) AS cache_read_cost, sum(d.cache_write_cost) AS cache_write_cost
      FROM usage_daily d JOIN agents a ON a.id = d.agent_id JOIN models m ON m.id = d.model_id
      WHERE d.requests > 0 GROUP BY a.name, d.day, m.name ORDER BY a.name, d.day, m.name)
GROUP BY agent_id, date;
