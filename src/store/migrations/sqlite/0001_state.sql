-- What outlives a request. Times are milliseconds since 1970-01-01 UTC. The two dialects differ by the name of bytes.
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  label TEXT NOT NULL,
  digest BLOB NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  requests_per_minute BIGINT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT
);

CREATE TABLE batches (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  bundle TEXT NOT NULL,
  as_of TEXT NOT NULL,
  state TEXT NOT NULL,
  total BIGINT NOT NULL,
  changes BIGINT NOT NULL DEFAULT 0,
  webhook_url TEXT,
  created_at BIGINT NOT NULL,
  taken_at BIGINT,
  finished_at BIGINT,
  expires_at BIGINT
);
CREATE INDEX batches_by_tenant ON batches (tenant, id);

CREATE TABLE batch_items (
  batch_id TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  position BIGINT NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  reference TEXT NOT NULL,
  digest TEXT NOT NULL,
  state TEXT NOT NULL,
  changed BIGINT NOT NULL DEFAULT 0,
  claim BLOB,
  attempts BIGINT NOT NULL DEFAULT 0,
  lease TEXT,
  lease_until BIGINT,
  duplicate_of BIGINT,
  bundle TEXT,
  result_name TEXT,
  result BLOB,
  result_sha256 TEXT,
  problem TEXT,
  finished_at BIGINT,
  PRIMARY KEY (batch_id, position)
);
CREATE INDEX batch_items_to_do ON batch_items (batch_id, state, lease_until);
CREATE INDEX batch_items_changed ON batch_items (batch_id, changed);

CREATE TABLE batch_files (
  batch_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (batch_id, position, name),
  FOREIGN KEY (batch_id, position) REFERENCES batch_items (batch_id, position) ON DELETE CASCADE
);

CREATE TABLE webhook_calls (
  id TEXT PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  next_at BIGINT NOT NULL,
  lease TEXT,
  lease_until BIGINT,
  last_outcome TEXT,
  last_at BIGINT
);
CREATE INDEX webhook_calls_to_do ON webhook_calls (state, next_at);

-- An answer may be large: it stands last, so that nothing else has to pass over it.
CREATE TABLE replays (
  tenant TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request_digest BLOB NOT NULL,
  state TEXT NOT NULL,
  operation TEXT NOT NULL DEFAULT '',
  lease TEXT NOT NULL DEFAULT '',
  lease_until BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  bytes BIGINT NOT NULL DEFAULT 0,
  status BIGINT,
  headers TEXT,
  body BLOB,
  PRIMARY KEY (tenant, idempotency_key)
);
CREATE INDEX replays_by_age ON replays (expires_at);
CREATE INDEX replays_by_size ON replays (tenant, bytes);

CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  key_id TEXT,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL,
  status BIGINT NOT NULL
);
CREATE INDEX audit_by_time ON audit (at);
