-- What is asked of a whole batch beside its bundle, the trace that its calls go on with, and claims that share a reference.
ALTER TABLE batches ADD COLUMN merge_exhibits BIGINT NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN logo BLOB;
ALTER TABLE batches ADD COLUMN trace TEXT;
ALTER TABLE batch_items ADD COLUMN same_reference_as BIGINT;
