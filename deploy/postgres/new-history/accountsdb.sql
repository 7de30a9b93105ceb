-- After accountsdb was brought back from a backup, while no service runs. Redis may refuse tokens of users from before a version that is lost now, and
-- services may know names as of one: from here on all versions are above them.
UPDATE users SET version = ((version >> 32) + 1) << 32;
