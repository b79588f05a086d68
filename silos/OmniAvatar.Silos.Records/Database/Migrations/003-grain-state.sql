-- State of grains. A write succeeds only over the version that the grain has read; it answers with the new version, or with the old
-- one when somebody else was faster.
CREATE TABLE grain_state (
    service  text NOT NULL,
    type     text NOT NULL,
    id_n0    bigint NOT NULL,
    id_n1    bigint NOT NULL,
    key      text NOT NULL,
    payload  bytea,
    version  integer NOT NULL,
    PRIMARY KEY (service, type, id_n0, id_n1, key)
);

-- Rows are rewritten in place again and again: room for that in each page keeps the index out of it.
ALTER TABLE grain_state SET (fillfactor = 70);

INSERT INTO OrleansQuery VALUES
('ReadFromStorageKey', '
    SELECT payload AS PayloadBinary, version AS Version
    FROM grain_state
    WHERE service = @ServiceId AND type = @GrainTypeString
      AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, '''');
'),
('WriteToStorageKey', '
    WITH written AS (
        INSERT INTO grain_state AS s (service, type, id_n0, id_n1, key, payload, version)
        SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, COALESCE(@GrainIdExtensionString, ''''), @PayloadBinary, 1
        WHERE @GrainStateVersion IS NULL
           OR EXISTS (
               SELECT 1 FROM grain_state
               WHERE service = @ServiceId AND type = @GrainTypeString
                 AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, ''''))
        ON CONFLICT (service, type, id_n0, id_n1, key) DO UPDATE
        SET payload = excluded.payload, version = s.version + 1
        WHERE s.version = @GrainStateVersion
        RETURNING version
    )
    SELECT COALESCE((SELECT version FROM written), @GrainStateVersion) AS NewGrainStateVersion;
'),
('ClearStorageKey', '
    WITH cleared AS (
        UPDATE grain_state SET payload = NULL, version = version + 1
        WHERE service = @ServiceId AND type = @GrainTypeString
          AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, '''')
          AND version = @GrainStateVersion
        RETURNING version
    )
    SELECT COALESCE((SELECT version FROM cleared), @GrainStateVersion) AS Version;
'),
('DeleteStorageKey', '
    WITH deleted AS (
        DELETE FROM grain_state
        WHERE service = @ServiceId AND type = @GrainTypeString
          AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, '''')
          AND version = @GrainStateVersion
        RETURNING version + 1 AS version
    )
    SELECT COALESCE((SELECT version FROM deleted), @GrainStateVersion) AS Version;
');
