-- In the order in which a queue is counted: how many pages have each band and decision is read off it, of 100,000 in 7 ms
-- where queue_tally took 37 (SQLite). No page of a queue is looked up by it: their conditions leave band and decision
-- without an index.
CREATE INDEX queue_by_band ON queue (band, decision);

-- The orders of a queue hold what most queues are narrowed to, so that a page is looked up only when it is shown. Before,
-- those decided already were looked up on the way to the first that was not: behind 65,000 pages it took 91 ms.
DROP INDEX queue_by_score;
DROP INDEX queue_by_uncertainty;
DROP INDEX queue_by_site;
DROP INDEX queue_by_cluster;
DROP INDEX queue_by_time;
CREATE INDEX queue_by_score ON queue (score_rank, page_id, decision, band);
CREATE INDEX queue_by_uncertainty ON queue (uncertainty_rank, page_id, decision, band);
CREATE INDEX queue_by_site ON queue (site, page_id, decision, band);
CREATE INDEX queue_by_cluster ON queue (cluster_size, cluster_id, page_id, decision, band);
CREATE INDEX queue_by_time ON queue (seen_at, page_id, decision, band);
