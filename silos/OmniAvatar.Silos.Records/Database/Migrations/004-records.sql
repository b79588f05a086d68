-- The cluster's own records; the same statements also make them in SQLite.
-- Times are milliseconds since 1970.
CREATE TABLE job_index (
    tenant      text NOT NULL,
    job         text NOT NULL,
    model       text NOT NULL,
    state       text NOT NULL,
    created     bigint NOT NULL,
    ended       bigint,
    gpu_seconds double precision NOT NULL,
    bytes       bigint NOT NULL,
    summary     text,
    PRIMARY KEY (tenant, job)
);

CREATE INDEX job_index_by_creation ON job_index (tenant, created, job);

-- What a pool offers again after a restart, and what was never submitted to its end.
CREATE INDEX job_index_unfinished ON job_index (state, created) WHERE ended IS NULL;

-- What each attempt used; shot and segment are -1 for a job's conditioning.
CREATE TABLE ledger (
    tenant  text NOT NULL,
    job     text NOT NULL,
    shot    integer NOT NULL,
    segment integer NOT NULL,
    attempt integer NOT NULL,
    gpu_ms  bigint NOT NULL,
    outcome integer NOT NULL,
    PRIMARY KEY (tenant, job, shot, segment, attempt)
);

-- A limit that is null does not limit.
CREATE TABLE tenant (
    name               text PRIMARY KEY,
    weight             double precision NOT NULL,
    slots              integer,
    queued_gpu_seconds double precision,
    stored_bytes       bigint,
    created            bigint NOT NULL
);

-- Keys are never stored, only their SHA-256.
CREATE TABLE api_key (
    sha256  text PRIMARY KEY,
    tenant  text NOT NULL REFERENCES tenant (name),
    created bigint NOT NULL
);

-- Which job an Idempotency-Key made, and the SHA-256 of what was asked for with it.
CREATE TABLE idempotency_key (
    tenant         text NOT NULL,
    key            text NOT NULL,
    content_sha256 text NOT NULL,
    job            text NOT NULL,
    created        bigint NOT NULL,
    PRIMARY KEY (tenant, key)
);

CREATE INDEX idempotency_key_by_creation ON idempotency_key (created);

-- What renderers have announced of the models that they can load, as JSON.
CREATE TABLE model_card (
    name text PRIMARY KEY,
    card text NOT NULL
);
