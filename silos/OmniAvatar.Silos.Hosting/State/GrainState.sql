-- The statements that Orleans' relational persistence looks up by name, for SQLite. A write succeeds only over the version that
-- the grain has read; it answers with the new version, or with the old one when somebody else was faster.
CREATE TABLE IF NOT EXISTS GrainState (
    ServiceId TEXT NOT NULL,
    GrainType TEXT NOT NULL,
    GrainIdN0 INTEGER NOT NULL,
    GrainIdN1 INTEGER NOT NULL,
    GrainKey  TEXT NOT NULL,
    Payload   BLOB,
    Version   INTEGER NOT NULL,
    PRIMARY KEY (ServiceId, GrainType, GrainIdN0, GrainIdN1, GrainKey)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS OrleansQuery (
    QueryKey  TEXT NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
);

INSERT OR REPLACE INTO OrleansQuery VALUES ('ReadFromStorageKey', '
    SELECT Payload AS PayloadBinary, Version
    FROM GrainState
    WHERE ServiceId = @ServiceId AND GrainType = @GrainTypeString
      AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND GrainKey = COALESCE(@GrainIdExtensionString, '''');
');

INSERT OR REPLACE INTO OrleansQuery VALUES ('WriteToStorageKey', '
    INSERT INTO GrainState
    SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, COALESCE(@GrainIdExtensionString, ''''), @PayloadBinary, 1
    WHERE @GrainStateVersion IS NULL
       OR EXISTS (
           SELECT 1 FROM GrainState
           WHERE ServiceId = @ServiceId AND GrainType = @GrainTypeString
             AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND GrainKey = COALESCE(@GrainIdExtensionString, ''''))
    ON CONFLICT DO UPDATE
    SET Payload = excluded.Payload, Version = GrainState.Version + 1
    WHERE GrainState.Version = @GrainStateVersion;

    SELECT CASE changes() WHEN 0 THEN @GrainStateVersion ELSE COALESCE(@GrainStateVersion, 0) + 1 END AS NewGrainStateVersion;
');

INSERT OR REPLACE INTO OrleansQuery VALUES ('ClearStorageKey', '
    UPDATE GrainState
    SET Payload = NULL, Version = Version + 1
    WHERE ServiceId = @ServiceId AND GrainType = @GrainTypeString
      AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND GrainKey = COALESCE(@GrainIdExtensionString, '''')
      AND Version = @GrainStateVersion;

    SELECT CASE changes() WHEN 0 THEN @GrainStateVersion ELSE @GrainStateVersion + 1 END AS Version;
');

INSERT OR REPLACE INTO OrleansQuery VALUES ('DeleteStorageKey', '
    DELETE FROM GrainState
    WHERE ServiceId = @ServiceId AND GrainType = @GrainTypeString
      AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND GrainKey = COALESCE(@GrainIdExtensionString, '''')
      AND Version = @GrainStateVersion;

    SELECT CASE changes() WHEN 0 THEN @GrainStateVersion ELSE @GrainStateVersion + 1 END AS Version;
');
