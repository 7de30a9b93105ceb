-- The number of the first message of a session that was posted at a time or after it; one past the last when there is none.
-- Messages are numbered in the order of their time and none is ever taken away, so halving finds it: one look into the
-- primary key for each step, 17 of them in 100,000 messages.
--   {0} session id  {1} time
WITH RECURSIVE search(low, high) AS (
    SELECT 1::bigint, seq + 1 FROM session_heads WHERE session_id = {0}
    UNION ALL
    SELECT CASE WHEN m.created_at < {1} THEN m.seq + 1 ELSE s.low END, CASE WHEN m.created_at < {1} THEN s.high ELSE m.seq END
    FROM search s
    JOIN messages m ON m.session_id = {0} AND m.seq = (s.low + s.high) / 2
    WHERE s.low < s.high
)
SELECT coalesce(max(low), 1) AS "Value" FROM search
