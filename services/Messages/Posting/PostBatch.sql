-- Commits one batch of posts. Runs right after the heads of its sessions were locked in the same transaction, so nothing
-- it reads of these sessions can change under it. The heads stand at the numbers before this batch.
--   $1 session_id[]  $2 sender_id[]  $3 client_id[]  $4 content[]  $5 reply_to[]  $6 attachments[]  $7 trace parent of the batch
--   $8 is_sealed[]: the text is encrypted, as its session demands
-- Answers one row per post, in the order of the arrays.
WITH input AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::text[], $5::bigint[], $6::jsonb[], $8::boolean[])
        WITH ORDINALITY AS i(session_id, sender_id, client_id, content, reply_to, attachments, is_sealed, ord)
), checked AS (
    SELECT i.*, h.seq AS head_seq, h.rev AS head_rev, h.is_active, m.user_id IS NOT NULL AS is_member,
           i.reply_to IS NULL OR i.reply_to BETWEEN 1 AND h.seq AS is_reply_known,
           i.is_sealed = h.is_encrypted AND NOT (h.is_encrypted AND i.attachments IS NOT NULL) AS is_fitting,
           r.id AS first_id, r.seq AS first_seq, r.posted_rev AS first_rev, r.created_at AS first_at
    FROM input i
    LEFT JOIN session_heads h ON h.session_id = i.session_id AND NOT h.deleted
    LEFT JOIN session_members m ON m.session_id = i.session_id AND m.user_id = i.sender_id AND NOT m.removed
    LEFT JOIN messages r ON r.session_id = i.session_id AND r.sender_id = i.sender_id AND r.client_id = i.client_id
), fresh AS (
    SELECT *, row_number() OVER (PARTITION BY session_id ORDER BY ord) AS n
    FROM checked
    WHERE is_member AND is_active AND is_reply_known AND is_fitting AND first_id IS NULL
), inserted AS (
    INSERT INTO messages (session_id, seq, rev, posted_rev, sender_id, client_id, content, reply_to, attachments, created_at)
    SELECT session_id, head_seq + n, head_rev + n, head_rev + n, sender_id, client_id, content, reply_to, attachments, clock.at
    FROM fresh, (SELECT clock_timestamp() AS at) clock
    RETURNING session_id, seq, rev, id, created_at
), advanced AS (
    UPDATE session_heads h SET seq = h.seq + c.posts, rev = h.rev + c.posts
    FROM (SELECT session_id, count(*) AS posts FROM fresh GROUP BY session_id) c
    WHERE h.session_id = c.session_id
    RETURNING h.session_id, h.rev - c.posts AS prev_rev, h.rev, h.fence
), boxed AS (
    INSERT INTO batch_outbox (changes, trace_parent)
    SELECT jsonb_agg(jsonb_build_object('session_id', session_id, 'prev_rev', prev_rev, 'rev', rev)), $7
    FROM advanced
    HAVING count(*) > 0
    RETURNING id
)
SELECT c.is_member AND c.head_seq IS NOT NULL AS is_member,
       coalesce(c.is_active, false) AS is_active,
       coalesce(c.is_reply_known, false) AS is_reply_known,
       i.id IS NOT NULL AS is_new,
       coalesce(i.id, c.first_id) AS id,
       coalesce(i.seq, c.first_seq) AS seq,
       coalesce(i.rev, c.first_rev) AS rev,
       coalesce(i.created_at, c.first_at) AS created_at,
       a.fence,
       (SELECT id FROM boxed) AS outbox_id,
       coalesce(c.is_fitting, false) AS is_fitting
FROM checked c
LEFT JOIN fresh f ON f.ord = c.ord
LEFT JOIN inserted i ON i.session_id = f.session_id AND i.seq = f.head_seq + f.n
LEFT JOIN advanced a ON a.session_id = f.session_id
ORDER BY c.ord
