CREATE INDEX facets_of_assessment ON facets (assessment_id);
UPDATE queue SET
    plug_kinds = coalesce((
        SELECT char(31) || group_concat(value, char(31)) || char(31) FROM (
            SELECT replace(value, char(31), ' ') AS value FROM facets
            WHERE facet = 'plug' AND assessment_id = queue.assessment_id ORDER BY 1
        )
    ), ''),
    finding_rules = coalesce((
        SELECT char(31) || group_concat(value, char(31)) || char(31) FROM (
            SELECT replace(value, char(31), ' ') AS value FROM facets
            WHERE facet = 'finding' AND assessment_id = queue.assessment_id ORDER BY 1
        )
    ), '');

DROP INDEX queue_tally;
CREATE INDEX queue_tally ON queue (
    claims, decision, band, article_id, assessment_id, status, score_rank, disagreement, cluster_id, site, published,
    seen_at, plug_kinds
);
