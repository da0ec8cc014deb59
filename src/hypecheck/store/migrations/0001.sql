-- The first schema. A migration that has been released is never edited: what follows it is 0002.sql.
-- {id}, {key}, {bytes} are the types that the two databases name differently; times are ISO 8601 in UTC.

CREATE TABLE runs (
    id {id},
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    program TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    seen INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE articles (
    id {id},
    sha256 {key} NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    text TEXT,
    signature {bytes},
    cluster_id BIGINT
);

-- of the first articles of clusters
CREATE TABLE article_bands (
    band BIGINT NOT NULL,
    article_id BIGINT NOT NULL REFERENCES articles (id),
    PRIMARY KEY (band, article_id)
) {without_rowid};

CREATE TABLE pages (
    id {id},
    key {key} NOT NULL UNIQUE,
    url TEXT,
    first_seen_at TEXT NOT NULL
);

CREATE TABLE assessments (
    id {id},
    page_id BIGINT NOT NULL REFERENCES pages (id),
    article_id BIGINT REFERENCES articles (id),
    run_id BIGINT NOT NULL REFERENCES runs (id),
    digest {key} NOT NULL,
    created_at TEXT NOT NULL,
    status TEXT NOT NULL,
    band TEXT,
    score DOUBLE PRECISION,
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    title TEXT,
    url TEXT,
    site TEXT NOT NULL,
    published TEXT,
    claims INTEGER NOT NULL,
    plugs INTEGER NOT NULL,
    findings INTEGER NOT NULL,
    UNIQUE (page_id, digest)
);

CREATE TABLE records (
    assessment_id BIGINT PRIMARY KEY REFERENCES assessments (id),
    record {bytes} NOT NULL,
    layout {bytes}
);

CREATE TABLE facets (
    facet {key} NOT NULL,
    value {key} NOT NULL,
    assessment_id BIGINT NOT NULL REFERENCES assessments (id),
    count INTEGER NOT NULL,
    PRIMARY KEY (facet, value, assessment_id)
) {without_rowid};

CREATE TABLE sightings (
    id {id},
    page_id BIGINT NOT NULL REFERENCES pages (id),
    assessment_id BIGINT NOT NULL REFERENCES assessments (id),
    run_id BIGINT NOT NULL REFERENCES runs (id),
    seen_at {key} NOT NULL,
    failed SMALLINT NOT NULL,
    UNIQUE (assessment_id, seen_at)
);
CREATE INDEX sightings_by_page ON sightings (page_id, seen_at);

CREATE TABLE users (
    id {id},
    name {key} NOT NULL UNIQUE,
    role TEXT NOT NULL,
    created_at TEXT NOT NULL
);

CREATE TABLE reviews (
    id {id},
    request_id {key} NOT NULL UNIQUE,
    undoes BIGINT UNIQUE REFERENCES reviews (id),
    page_id BIGINT NOT NULL REFERENCES pages (id),
    assessment_id BIGINT NOT NULL REFERENCES assessments (id),
    article_id BIGINT REFERENCES articles (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    decision TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT,
    note TEXT,
    marks TEXT NOT NULL,
    spent_s DOUBLE PRECISION,
    applied_from BIGINT REFERENCES reviews (id),
    blind SMALLINT NOT NULL,
    settles SMALLINT NOT NULL
);
CREATE INDEX reviews_by_page ON reviews (page_id);
CREATE INDEX reviews_by_user ON reviews (user_id, at);

CREATE TABLE leases (
    page_id BIGINT PRIMARY KEY REFERENCES pages (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    expires_at TEXT NOT NULL
);

CREATE TABLE views (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    name {key} NOT NULL,
    filters TEXT NOT NULL,
    sort TEXT NOT NULL,
    UNIQUE (user_id, name)
);

CREATE TABLE audit (
    id {id},
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);

-- One row a page, with all that a queue filters and sorts by: made from the tables above, and made again at will.
CREATE TABLE queue (
    page_id BIGINT PRIMARY KEY REFERENCES pages (id),
    assessment_id BIGINT NOT NULL REFERENCES assessments (id),
    article_id BIGINT,
    status {key} NOT NULL,
    band {key},
    score DOUBLE PRECISION,
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    title TEXT,
    url TEXT,
    site {key} NOT NULL,
    published {key},
    seen_at {key} NOT NULL,
    claims INTEGER NOT NULL,
    plugs INTEGER NOT NULL,
    findings INTEGER NOT NULL,
    cluster_id BIGINT NOT NULL,
    cluster_size INTEGER NOT NULL,
    decision {key},
    disagreement SMALLINT NOT NULL,
    reviewers INTEGER NOT NULL,
    score_rank DOUBLE PRECISION NOT NULL,
    uncertainty_rank DOUBLE PRECISION NOT NULL
);
CREATE INDEX queue_by_score ON queue (score_rank, page_id);
CREATE INDEX queue_by_uncertainty ON queue (uncertainty_rank, page_id);
CREATE INDEX queue_by_site ON queue (site, page_id);
CREATE INDEX queue_by_cluster ON queue (cluster_size, cluster_id, page_id);
CREATE INDEX queue_by_time ON queue (seen_at, page_id);
CREATE INDEX queue_by_disagreement ON queue (disagreement);
CREATE INDEX queue_of_cluster ON queue (cluster_id);
CREATE INDEX queue_of_assessment ON queue (assessment_id);
CREATE INDEX queue_of_article ON queue (article_id);
