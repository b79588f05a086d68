-- How long a tenant's finished videos keep what a remake needs; null takes the service's default.
ALTER TABLE tenant ADD COLUMN retain_seconds bigint;
