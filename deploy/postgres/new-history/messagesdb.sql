-- After messagesdb was brought back from a backup, while no service runs. Clients may have seen changes that are lost now: from here on revisions are
-- numbered in a new history (services/Contracts/Messages/Revision.cs), so that whoever holds an older one reads its sessions anew.
WITH heads AS (
    UPDATE session_heads SET rev = ((rev >> 32) + 1) << 32 WHERE rev > 0 AND NOT deleted RETURNING session_id, rev)
-- The newest message stands for the change: whoever reads the newest messages reads the head's revision with them.
UPDATE messages m SET rev = heads.rev FROM heads
WHERE m.session_id = heads.session_id AND m.seq = (SELECT max(seq) FROM messages WHERE session_id = heads.session_id);
