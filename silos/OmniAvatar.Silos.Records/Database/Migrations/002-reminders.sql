-- What Orleans wakes grains up for.
CREATE TABLE grain_reminder (
    service    text NOT NULL,
    grain      text NOT NULL,
    name       text NOT NULL,
    started    timestamptz NOT NULL,
    period     bigint NOT NULL,
    grain_hash integer NOT NULL,
    version    integer NOT NULL,
    PRIMARY KEY (service, grain, name)
);

CREATE INDEX grain_reminder_by_hash ON grain_reminder (service, grain_hash);

INSERT INTO OrleansQuery VALUES
('UpsertReminderRowKey', '
    INSERT INTO grain_reminder AS r (service, grain, name, started, period, grain_hash, version)
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    ON CONFLICT (service, grain, name) DO UPDATE
    SET started = excluded.started, period = excluded.period, grain_hash = excluded.grain_hash, version = r.version + 1
    RETURNING version AS Version;
'),
('ReadReminderRowKey', '
    SELECT grain AS GrainId, name AS ReminderName, started AS StartTime, period AS Period, version AS Version
    FROM grain_reminder
    WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName;
'),
('ReadReminderRowsKey', '
    SELECT grain AS GrainId, name AS ReminderName, started AS StartTime, period AS Period, version AS Version
    FROM grain_reminder
    WHERE service = @ServiceId AND grain = @GrainId;
'),
-- A range of hashes, and one that goes round the ring's end.
('ReadRangeRows1Key', '
    SELECT grain AS GrainId, name AS ReminderName, started AS StartTime, period AS Period, version AS Version
    FROM grain_reminder
    WHERE service = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash;
'),
('ReadRangeRows2Key', '
    SELECT grain AS GrainId, name AS ReminderName, started AS StartTime, period AS Period, version AS Version
    FROM grain_reminder
    WHERE service = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash);
'),
('DeleteReminderRowKey', '
    WITH deleted AS (
        DELETE FROM grain_reminder
        WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName AND version = @Version
        RETURNING 1
    )
    SELECT count(*) > 0 FROM deleted;
'),
('DeleteReminderRowsKey', '
    DELETE FROM grain_reminder WHERE service = @ServiceId;
');
