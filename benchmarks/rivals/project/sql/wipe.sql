TRUNCATE TABLE orders CASCADE; -- fact 32
DELETE FROM customers; -- fact 33
UPDATE orders SET customer_id = NULL; -- fact 34
DROP TABLE refunds; -- fact 35
ALTER TABLE customers DROP COLUMN email; -- fact 36
DROP SCHEMA archive CASCADE; -- fact 37
