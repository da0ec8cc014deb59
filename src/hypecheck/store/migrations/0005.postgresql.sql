CREATE INDEX facets_of_assessment ON facets (assessment_id) INCLUDE (facet, value);
UPDATE queue SET plug_kinds = found.plugs, finding_rules = found.rules FROM (
    SELECT
        assessment_id,
        coalesce(chr(31) || string_agg(named, chr(31) ORDER BY named) FILTER (WHERE facet = 'plug') || chr(31), '')
            AS plugs,
        coalesce(chr(31) || string_agg(named, chr(31) ORDER BY named) FILTER (WHERE facet = 'finding') || chr(31), '')
            AS rules
    FROM (SELECT assessment_id, facet, replace(value, chr(31), ' ') COLLATE "C" AS named FROM facets) AS each_facet
    GROUP BY assessment_id
) AS found
WHERE found.assessment_id = queue.assessment_id;

-- it is larger than the table, and was read for nothing
DROP INDEX queue_tally;
