CREATE TABLE customers (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint REFERENCES customers (id) ON DELETE CASCADE -- fact 30
);
CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint);
ALTER TABLE refunds ADD CONSTRAINT refunds_order_fkey
    FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE; -- fact 31
COMMENT ON TABLE orders IS 'DELETE FROM orders is forbidden'; -- mention 20
