-- What PostgreSQL says in its own way: full-text search, and triggers that keep what must not change.

-- English stems, and no stop words: "no", "not" and "only" are what a moderator looks for
CREATE TEXT SEARCH DICTIONARY hypecheck_stem (TEMPLATE = pg_catalog.snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION hypecheck (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION hypecheck ALTER MAPPING REPLACE english_stem WITH hypecheck_stem;

-- a tsvector ends at 1 MB: the first 200,000 characters always fit, and an article of that length is a book
ALTER TABLE articles ADD COLUMN words tsvector GENERATED ALWAYS AS
    (to_tsvector('hypecheck', left(title, 1000) || ' ' || coalesce(left(text, 200000), ''))) STORED;
CREATE INDEX articles_by_words ON articles USING gin (words);
CREATE TABLE claim_search (
    assessment_id BIGINT PRIMARY KEY REFERENCES assessments (id),
    words tsvector NOT NULL
);
CREATE INDEX claims_by_words ON claim_search USING gin (words);

CREATE FUNCTION hypecheck_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;

CREATE TRIGGER article_text_stays BEFORE UPDATE OF sha256, text ON articles FOR EACH ROW
WHEN (OLD.text IS NOT NULL OR OLD.sha256 <> NEW.sha256)
EXECUTE FUNCTION hypecheck_refuse('the text of an article is never changed');

{guards}
