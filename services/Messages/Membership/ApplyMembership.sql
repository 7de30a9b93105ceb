-- Applies a change of one session to the projection, if it is news. Runs right after the session's head was locked in the same
-- transaction, so that every post comes wholly before or wholly after it. A deleted session gets no members any more.
-- What was posted before somebody came, or came back, counts as read by them.
--   $1 session_id  $2 version  $3 is_active (null: not told)  $4 deleted
--   $5 user_id[]  $6 role[]  $7 removed[]  $8 is_encrypted (false: maybe not told)
WITH head AS (
    UPDATE session_heads SET
        is_active = CASE WHEN $3 IS NOT NULL AND $2 > active_version THEN $3 ELSE is_active END,
        active_version = CASE WHEN $3 IS NOT NULL THEN greatest(active_version, $2) ELSE active_version END,
        deleted = deleted OR $4,
        is_encrypted = is_encrypted OR $8,
        fence = CASE WHEN $4 OR true = ANY ($7) THEN greatest(fence, $2) ELSE fence END
    WHERE session_id = $1 AND (
        ($3 IS NOT NULL AND $2 > active_version) OR ($4 AND NOT deleted) OR ($8 AND NOT is_encrypted) OR (($4 OR true = ANY ($7)) AND $2 > fence))
), told AS (
    SELECT * FROM unnest($5::bigint[], $6::text[], $7::boolean[]) AS t(user_id, role, removed)
), gone AS (
    UPDATE session_members SET removed = true, version = $2
    WHERE session_id = $1 AND $4 AND NOT removed AND version < $2 AND user_id NOT IN (SELECT user_id FROM told)
)
INSERT INTO session_members (session_id, user_id, role, removed, version, read_seq)
SELECT $1, user_id, role, removed, $2, h.seq FROM told, session_heads h
WHERE h.session_id = $1 AND NOT h.deleted
ON CONFLICT (session_id, user_id) DO UPDATE SET
    role = excluded.role, removed = excluded.removed, version = excluded.version,
    read_seq = CASE WHEN session_members.removed AND NOT excluded.removed THEN greatest(session_members.read_seq, excluded.read_seq) ELSE session_members.read_seq END
WHERE session_members.version < excluded.version
