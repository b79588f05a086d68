-- Webhooks: what receivers are still to be told, and with what it is signed; the same statements also make them in SQLite.
CREATE TABLE webhook_delivery (
    id          text PRIMARY KEY,
    tenant      text NOT NULL,
    job         text NOT NULL,
    event       text NOT NULL,
    url         text NOT NULL,
    percent     integer NOT NULL,
    failure     text,
    created     bigint NOT NULL,
    state       text NOT NULL,
    attempts    integer NOT NULL,
    due         bigint NOT NULL,
    holder      text,
    ended       bigint,
    last_status integer,
    last_error  text
);

-- What gateways look for every second.
CREATE INDEX webhook_delivery_pending ON webhook_delivery (due) WHERE state = 'Pending';

CREATE INDEX webhook_delivery_by_creation ON webhook_delivery (tenant, created, id);
CREATE INDEX webhook_delivery_by_job ON webhook_delivery (tenant, job);
CREATE INDEX webhook_delivery_ended ON webhook_delivery (ended) WHERE ended IS NOT NULL;

-- Signing needs the secrets themselves.
CREATE TABLE webhook_secret (
    tenant         text PRIMARY KEY,
    secret         text NOT NULL,
    created        bigint NOT NULL,
    previous       text,
    previous_until bigint
);
