-- Accounts, second reviews, settings and the models that were offered.
-- Secrets are kept as digests: whoever reads the file can neither sign in nor use a token.

ALTER TABLE users ADD COLUMN disabled_at TEXT;

CREATE TABLE passwords (
    user_id BIGINT PRIMARY KEY REFERENCES users (id),
    hash TEXT NOT NULL,
    changed_at TEXT NOT NULL
);

CREATE TABLE sessions (
    digest {key} PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id),
    started_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE tokens (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    name {key} NOT NULL,
    digest {key} NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX tokens_by_user ON tokens (user_id, name);

-- of a name or an address, since the last success
CREATE TABLE failed_sign_ins (
    what {key} PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL
);

-- the first reviews that were drawn to be followed by one of somebody else
CREATE TABLE second_reviews (
    review_id BIGINT PRIMARY KEY REFERENCES reviews (id),
    page_id BIGINT NOT NULL REFERENCES pages (id),
    article_id BIGINT
);
CREATE INDEX second_reviews_by_page ON second_reviews (page_id);

CREATE TABLE settings (
    name {key} PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE models (
    id {id},
    version {key} NOT NULL UNIQUE,
    folder TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    figures TEXT NOT NULL,
    offered_at TEXT NOT NULL,
    offered_by TEXT NOT NULL
);

CREATE INDEX reviews_by_time ON reviews (at);
