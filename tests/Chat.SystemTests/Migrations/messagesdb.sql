-- messagesdb as its first migration made it: 20 sessions with 10 members and 1,000 messages each.
CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL,
    CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId")
);

CREATE TABLE batch_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    changes jsonb NOT NULL,
    trace_parent text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_batch_outbox PRIMARY KEY (id)
);

CREATE TABLE messages (
    session_id bigint NOT NULL,
    seq bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    rev bigint NOT NULL,
    posted_rev bigint NOT NULL,
    sender_id bigint NOT NULL,
    client_id uuid NOT NULL,
    content text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (session_id, seq)
);

CREATE TABLE senders (
    user_id bigint NOT NULL,
    username text NOT NULL,
    display_name text NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT pk_senders PRIMARY KEY (user_id)
);

CREATE TABLE session_heads (
    session_id bigint NOT NULL,
    seq bigint NOT NULL,
    rev bigint NOT NULL,
    fence bigint NOT NULL,
    active_version bigint NOT NULL,
    is_active boolean NOT NULL,
    deleted boolean NOT NULL,
    CONSTRAINT pk_session_heads PRIMARY KEY (session_id)
)
WITH (fillfactor=50);

CREATE TABLE session_members (
    session_id bigint NOT NULL,
    user_id bigint NOT NULL,
    role text NOT NULL,
    removed boolean NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT pk_session_members PRIMARY KEY (session_id, user_id)
);

CREATE INDEX ix_messages_session_id_rev ON messages (session_id, rev);

CREATE UNIQUE INDEX ix_messages_session_id_sender_id_client_id ON messages (session_id, sender_id, client_id);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261123064823_Initial', '10.0.15');

INSERT INTO senders (user_id, username, display_name, version) SELECT i, 'user-' || i, 'User ' || i, 1 FROM generate_series(1, 200) i;

INSERT INTO session_heads (session_id, seq, rev, fence, active_version, is_active, deleted)
SELECT s, 1000, 1000, 0, 1, true, false FROM generate_series(1, 20) s;

INSERT INTO session_members (session_id, user_id, role, removed, version)
SELECT s, s * 10 - p, CASE p WHEN 0 THEN 'owner' ELSE 'member' END, false, 1 FROM generate_series(1, 20) s, generate_series(0, 9) p;

INSERT INTO messages (session_id, seq, rev, posted_rev, sender_id, client_id, content, created_at)
SELECT s, m, m, m, s * 10 - m % 10, md5(s || '/' || m)::uuid, 'Message ' || m || ' of session ' || s, timestamptz '2026-01-01' + m * interval '1 second'
FROM generate_series(1, 20) s, generate_series(1, 1000) m;
