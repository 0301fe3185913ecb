-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which of the two answers a search is told in archive/searchindex.h. Ranks are not used, so no sizes are kept; marks
-- are parts of words, not gaps between them.

CREATE VIRTUAL TABLE words USING fts5 (
    indexed,
    content = 'utterance', content_rowid = 'id', columnsize = 0, prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);

CREATE VIRTUAL TABLE trigrams USING fts5 (
    runs,
    content = 'utterance', content_rowid = 'id', columnsize = 0, tokenize = 'trigram'
);

CREATE TRIGGER utterance_added AFTER INSERT ON utterance BEGIN
    INSERT INTO words (rowid, indexed) VALUES (new.id, new.indexed);
END;

CREATE TRIGGER utterance_erased AFTER DELETE ON utterance BEGIN
    INSERT INTO words (words, rowid, indexed) VALUES ('delete', old.id, old.indexed);
END;

CREATE TRIGGER utterance_changed AFTER UPDATE ON utterance BEGIN
    INSERT INTO words (words, rowid, indexed) VALUES ('delete', old.id, old.indexed);
    INSERT INTO words (rowid, indexed) VALUES (new.id, new.indexed);
END;

CREATE TRIGGER runs_added AFTER INSERT ON utterance WHEN new.runs IS NOT NULL BEGIN
    INSERT INTO trigrams (rowid, runs) VALUES (new.id, new.runs);
END;

CREATE TRIGGER runs_erased AFTER DELETE ON utterance WHEN old.runs IS NOT NULL BEGIN
    INSERT INTO trigrams (trigrams, rowid, runs) VALUES ('delete', old.id, old.runs);
END;

CREATE TRIGGER runs_left AFTER UPDATE ON utterance WHEN old.runs IS NOT NULL BEGIN
    INSERT INTO trigrams (trigrams, rowid, runs) VALUES ('delete', old.id, old.runs);
END;

CREATE TRIGGER runs_changed AFTER UPDATE ON utterance WHEN new.runs IS NOT NULL BEGIN
    INSERT INTO trigrams (rowid, runs) VALUES (new.id, new.runs);
END;

INSERT INTO words (words) VALUES ('rebuild');

INSERT INTO trigrams (trigrams) VALUES ('rebuild');
