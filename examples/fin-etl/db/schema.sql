-- Every financial table hangs on listing_status.

CREATE SCHEMA IF NOT EXISTS extracted;

CREATE TABLE extracted.listing_status (
    symbol_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    symbol       text NOT NULL UNIQUE,
    name         text,
    status       text NOT NULL DEFAULT 'active',
    updated_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE extracted.overview (
    symbol_id    bigint PRIMARY KEY REFERENCES extracted.listing_status (symbol_id) ON DELETE CASCADE,
    sector       text,
    description  text,
    reviewed     boolean NOT NULL DEFAULT false
);

CREATE TABLE extracted.time_series_daily_adjusted (
    symbol_id    bigint NOT NULL REFERENCES extracted.listing_status (symbol_id) ON DELETE CASCADE,
    day          date NOT NULL,
    close        numeric,
    PRIMARY KEY (symbol_id, day)
);

CREATE TABLE extracted.balance_sheet (
    symbol_id    bigint NOT NULL REFERENCES extracted.listing_status (symbol_id) ON DELETE CASCADE,
    fiscal_date  date NOT NULL,
    total_assets numeric,
    PRIMARY KEY (symbol_id, fiscal_date)
);

CREATE TABLE extracted.cash_flow (
    symbol_id    bigint NOT NULL REFERENCES extracted.listing_status (symbol_id) ON DELETE CASCADE,
    fiscal_date  date NOT NULL,
    operating    numeric,
    PRIMARY KEY (symbol_id, fiscal_date)
);

CREATE TABLE extracted.income_statement (
    symbol_id    bigint NOT NULL REFERENCES extracted.listing_status (symbol_id) ON DELETE CASCADE,
    fiscal_date  date NOT NULL,
    revenue      numeric,
    PRIMARY KEY (symbol_id, fiscal_date)
);

CREATE TABLE extracted.earnings_call_transcripts (
    symbol_id    bigint NOT NULL REFERENCES extracted.listing_status (symbol_id) ON DELETE CASCADE,
    quarter      text NOT NULL,
    body         text,
    PRIMARY KEY (symbol_id, quarter)
);

CREATE TABLE extracted.insider_transactions (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    symbol_id    bigint NOT NULL REFERENCES extracted.listing_status (symbol_id) ON DELETE CASCADE,
    shares       bigint
);

-- Nothing hangs on this one.
CREATE TABLE extracted.commodities (
    name         text NOT NULL,
    day          date NOT NULL,
    value        numeric,
    PRIMARY KEY (name, day)
);
