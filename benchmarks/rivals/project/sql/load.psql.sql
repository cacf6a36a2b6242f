\set table orders
\copy orders FROM 'orders.csv' CSV
DELETE FROM :table; -- fact 44
COPY refunds (id) FROM stdin;
1
2
\.
TRUNCATE TABLE refunds; -- fact 45
