-- Spreads the large tables of messagesdb over hash partitions by session. Run it once, as the role messages (the tables' owner), with Messages
-- running or stopped; running, its calls wait for as long as the rows are copied:
--   PGOPTIONS='-c chat.partitions=16' psql --dbname=postgresql://messages:...@host/messagesdb --file=deploy/postgres/partition-messages.sql
-- It needs as much free disk as the tables take. All or nothing; what is partitioned already stays as it is.
DO $partition$
DECLARE
    partitions int := coalesce(nullif(current_setting('chat.partitions', true), ''), '16')::int;
    name text;
    whole text;
    part record;
    old_sequence text;
    new_sequence text;
    last bigint;
    rows_before bigint;
    rows_after bigint;
BEGIN
    IF partitions NOT BETWEEN 2 AND 1024 THEN RAISE EXCEPTION 'chat.partitions is 2 to 1024, not %', partitions; END IF;
    -- Not forever behind a long query, with everybody else behind this.
    SET LOCAL lock_timeout = '10s';
    LOCK TABLE messages, message_texts, message_files IN ACCESS EXCLUSIVE MODE;

    FOREACH name IN ARRAY ARRAY['messages', 'message_texts', 'message_files'] LOOP
        IF (SELECT relkind FROM pg_class WHERE oid = name::regclass) = 'p' THEN
            RAISE NOTICE '% is partitioned already', name;
            CONTINUE;
        END IF;
        whole := name || '_whole';
        EXECUTE format('ALTER TABLE %I RENAME TO %I', name, whole);
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL EXCLUDING INDEXES) PARTITION BY HASH (session_id)', name, whole);
        FOR i IN 0 .. partitions - 1 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)', format('%s_p%s', name, i), name, partitions, i);
        END LOOP;
        EXECUTE format('INSERT INTO %I OVERRIDING SYSTEM VALUE SELECT * FROM %I', name, whole);
        GET DIAGNOSTICS rows_after = ROW_COUNT;
        EXECUTE format('SELECT count(*) FROM %I', whole) INTO rows_before;
        IF rows_before <> rows_after THEN RAISE EXCEPTION '% of % rows were copied to %', rows_after, rows_before, name; END IF;

        -- Keys and indexes keep their names: migrations know them by these.
        FOR part IN
            SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conrelid = whole::regclass AND contype IN ('p', 'u', 'f') ORDER BY contype DESC
        LOOP
            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', whole, part.conname);
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s', name, part.conname, part.definition);
        END LOOP;
        FOR part IN
            SELECT indexrelid::regclass::text AS index, pg_get_indexdef(indexrelid) AS definition FROM pg_index WHERE indrelid = whole::regclass
        LOOP
            EXECUTE format('DROP INDEX %s', part.index);
            EXECUTE replace(part.definition, format('.%I USING', whole), format('.%I USING', name));
        END LOOP;

        FOR part IN SELECT attname FROM pg_attribute WHERE attrelid = whole::regclass AND attidentity <> '' LOOP
            old_sequence := pg_get_serial_sequence(whole, part.attname);
            new_sequence := pg_get_serial_sequence(name, part.attname);
            EXECUTE format('SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM %s', old_sequence) INTO last;
            EXECUTE format('ALTER TABLE %I ALTER COLUMN %I RESTART WITH %s', name, part.attname, last);
        END LOOP;
        EXECUTE format('DROP TABLE %I', whole);
        IF new_sequence IS NOT NULL AND new_sequence <> old_sequence THEN
            EXECUTE format('ALTER SEQUENCE %s RENAME TO %I', new_sequence, split_part(old_sequence, '.', 2));
        END IF;
        EXECUTE format('ANALYZE %I', name);
        RAISE NOTICE '% has % partitions and % rows', name, partitions, rows_after;
        new_sequence := NULL;
    END LOOP;
END
$partition$;
