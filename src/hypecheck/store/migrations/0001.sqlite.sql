-- What SQLite says in its own way: full-text search, and triggers that keep what must not change.

CREATE VIRTUAL TABLE article_search USING fts5 (
    title, text, content='articles', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2"
);
-- without content: the words of an assessment's claims stand in its record
CREATE VIRTUAL TABLE claim_search USING fts5 (
    words, content='', tokenize="porter unicode61 remove_diacritics 2"
);

CREATE TRIGGER article_is_searched AFTER INSERT ON articles BEGIN
    INSERT INTO article_search (rowid, title, text) VALUES (NEW.id, NEW.title, NEW.text);
END;
CREATE TRIGGER article_text_is_searched AFTER UPDATE OF title, text ON articles BEGIN
    INSERT INTO article_search (article_search, rowid, title, text) VALUES ('delete', OLD.id, OLD.title, OLD.text);
    INSERT INTO article_search (rowid, title, text) VALUES (NEW.id, NEW.title, NEW.text);
END;

CREATE TRIGGER article_text_stays BEFORE UPDATE OF sha256, text ON articles
WHEN OLD.text IS NOT NULL OR OLD.sha256 <> NEW.sha256 BEGIN
    SELECT RAISE(ABORT, 'the text of an article is never changed');
END;

-- REPLACE deletes without a delete trigger, so a row that is there must not be inserted again either
{guards}
