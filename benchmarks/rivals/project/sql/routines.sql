DO $$
BEGIN
    DELETE FROM orders; -- fact 38
    EXECUTE 'TRUNCATE TABLE customers CASCADE'; -- fact 39
END
$$;
CREATE FUNCTION forget() RETURNS void LANGUAGE sql AS $$
    DELETE FROM customers; -- fact 40
$$;
WITH gone AS (DELETE FROM refunds RETURNING *) -- fact 41
SELECT count(*) FROM gone;
MERGE INTO orders USING incoming ON orders.id = incoming.id
WHEN NOT MATCHED BY SOURCE THEN DELETE; -- fact 42
SET session_replication_role = replica; -- fact 43
INSERT INTO notes VALUES ('TRUNCATE TABLE orders CASCADE'); -- mention 21
DELETE FROM orders WHERE id = 7;
