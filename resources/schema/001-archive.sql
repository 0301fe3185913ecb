-- SPDX-License-Identifier: GPL-3.0-or-later
-- Statements are parted by empty lines. Moments are milliseconds since 1970 in UTC, or null.

CREATE TABLE project (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER,
    updated_at INTEGER
);

-- id is the archive's own; number is the one that the service shows, 0 where not known. From total on: what was
-- found out by reading it. From messages on: what the rows of its messages add up to.
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    session TEXT NOT NULL,
    number INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    created_by INTEGER,
    created_at INTEGER,
    updated_at INTEGER,
    total INTEGER,
    checked_at INTEGER,
    seen_at INTEGER,
    removed_at INTEGER,
    messages INTEGER NOT NULL DEFAULT 0,
    newest INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER,
    liked INTEGER NOT NULL DEFAULT 0,
    disliked INTEGER NOT NULL DEFAULT 0,
    language TEXT NOT NULL DEFAULT '',
    UNIQUE (project, session)
);

-- id is the service's, which is the order of time. reaction: 0 none, 1 liked, 2 disliked. citations: numbers with
-- commas. Texts stand apart, so that looking for anything else reads short rows.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    created_at INTEGER,
    reaction INTEGER NOT NULL DEFAULT 0,
    source TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    citations TEXT NOT NULL DEFAULT '',
    external_id TEXT NOT NULL DEFAULT '',
    user_ip TEXT NOT NULL DEFAULT '',
    user_agent TEXT NOT NULL DEFAULT ''
);

CREATE INDEX message_of_conversation ON message (conversation, id);

CREATE INDEX message_by_time ON message (created_at);

-- id: twice the message's, and 1 more for the answer. An empty text has no row. folded and runs are made from text
-- as archive/searchindex.h says; null where there is nothing to add to it.
CREATE TABLE utterance (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    folded TEXT,
    runs TEXT,
    indexed TEXT GENERATED ALWAYS AS (coalesce(folded, text)) VIRTUAL
);

CREATE TRIGGER message_erased AFTER DELETE ON message BEGIN
    DELETE FROM utterance WHERE id IN (old.id * 2, old.id * 2 + 1);
END;

CREATE TABLE citation (
    project INTEGER NOT NULL,
    id INTEGER NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (project, id)
) WITHOUT ROWID;

CREATE TABLE sync_mark (
    project INTEGER PRIMARY KEY,
    strategy INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    next_page INTEGER NOT NULL,
    total INTEGER NOT NULL,
    per_page INTEGER NOT NULL,
    window_from INTEGER,
    window_to INTEGER,
    calls_made INTEGER NOT NULL,
    calls_left INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER
);
