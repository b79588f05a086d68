-- Orleans' relational providers look up their statements by name in this table; names of parameters and result columns are theirs.
CREATE TABLE OrleansQuery (
    QueryKey  text PRIMARY KEY,
    QueryText text NOT NULL
);

-- Who is in which cluster. Every change of a cluster's rows raises its version by one, and succeeds only over the version that the
-- silo has read: the version row is what concurrent writers queue at.
CREATE TABLE cluster_version (
    cluster text PRIMARY KEY,
    version integer NOT NULL DEFAULT 0,
    changed timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE cluster_silo (
    cluster       text NOT NULL REFERENCES cluster_version (cluster),
    address       text NOT NULL,
    port          integer NOT NULL,
    generation    integer NOT NULL,
    name          text NOT NULL,
    host          text NOT NULL,
    status        integer NOT NULL,
    proxy_port    integer NOT NULL,
    suspicions    text,
    started       timestamptz NOT NULL,
    alive         timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

INSERT INTO OrleansQuery VALUES
('InsertMembershipVersionKey', '
    WITH added AS (INSERT INTO cluster_version (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*) > 0 FROM added;
'),
('InsertMembershipKey', '
    WITH raised AS (
        UPDATE cluster_version SET version = version + 1, changed = now()
        WHERE cluster = @DeploymentId AND version = @Version
          AND NOT EXISTS (
              SELECT 1 FROM cluster_silo
              WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING 1
    ), added AS (
        INSERT INTO cluster_silo (cluster, address, port, generation, name, host, status, proxy_port, started, alive)
        SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        FROM raised
        RETURNING 1
    )
    SELECT count(*) > 0 FROM added;
'),
('UpdateMembershipKey', '
    WITH raised AS (
        UPDATE cluster_version SET version = version + 1, changed = now()
        WHERE cluster = @DeploymentId AND version = @Version
          AND EXISTS (
              SELECT 1 FROM cluster_silo
              WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING 1
    ), changed AS (
        UPDATE cluster_silo SET status = @Status, suspicions = @SuspectTimes, alive = @IAmAliveTime
        WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
          AND EXISTS (SELECT 1 FROM raised)
        RETURNING 1
    )
    SELECT count(*) > 0 FROM changed;
'),
('UpdateIAmAlivetimeKey', '
    UPDATE cluster_silo SET alive = @IAmAliveTime
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation;
'),
-- The version comes back even where no silo matches.
('MembershipReadRowKey', '
    SELECT v.cluster AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName,
           s.host AS HostName, s.status AS Status, s.proxy_port AS ProxyPort, s.suspicions AS SuspectTimes,
           s.started AS StartTime, s.alive AS IAmAliveTime, v.version AS Version
    FROM cluster_version v
    LEFT JOIN cluster_silo s
      ON s.cluster = v.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
    WHERE v.cluster = @DeploymentId;
'),
('MembershipReadAllKey', '
    SELECT v.cluster AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName,
           s.host AS HostName, s.status AS Status, s.proxy_port AS ProxyPort, s.suspicions AS SuspectTimes,
           s.started AS StartTime, s.alive AS IAmAliveTime, v.version AS Version
    FROM cluster_version v
    LEFT JOIN cluster_silo s ON s.cluster = v.cluster
    WHERE v.cluster = @DeploymentId;
'),
('GatewaysQueryKey', '
    SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
    FROM cluster_silo
    WHERE cluster = @DeploymentId AND status = @Status AND proxy_port > 0;
'),
('DeleteMembershipTableEntriesKey', '
    DELETE FROM cluster_silo WHERE cluster = @DeploymentId;
    DELETE FROM cluster_version WHERE cluster = @DeploymentId;
'),
-- 6 is a dead silo.
('CleanupDefunctSiloEntriesKey', '
    DELETE FROM cluster_silo
    WHERE cluster = @DeploymentId AND status = 6 AND alive < @IAmAliveTime AND started < @IAmAliveTime AND suspicions IS NULL;
'),
('CleanupDefunctSiloEntryKey', '
    DELETE FROM cluster_silo
    WHERE cluster = @DeploymentId AND status = 6 AND address = @Address AND port = @Port AND generation = @Generation
      AND alive = @IAmAliveTime AND started = @StartTime AND suspicions IS NOT DISTINCT FROM @SuspectTimes;
');
