-- After sessionsdb was brought back from a backup, while no service runs. Who knows a session in a version that is lost now would take none that is not
-- above it: from here on all are.
UPDATE sessions SET version = ((version >> 32) + 1) << 32;
UPDATE participants SET preferences_version = ((preferences_version >> 32) + 1) << 32;
