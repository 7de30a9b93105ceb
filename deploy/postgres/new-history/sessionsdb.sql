-- After sessionsdb was brought back from a backup, while no service runs. Who knows a session in a version that is lost now would take none that is not
-- above it: from here on all are.
UPDATE sessions SET version = ((version >> 32) + 1) << 32;
-- Keys of encrypted sessions that were made since are lost, and their numbers are taken: messages and devices may know them.
UPDATE sessions SET key_generation = key_generation + 1000, is_key_stale = true WHERE is_encrypted AND key_generation > 0;
UPDATE participants SET preferences_version = ((preferences_version >> 32) + 1) << 32;
