"""Company overviews."""

import pandas as pd
from sqlalchemy import create_engine, text


def load(url: str, frame: pd.DataFrame, if_exists: str = "replace") -> None:
    """Write the frame over the table, and lose its keys with it."""
    engine = create_engine(url)
    frame.to_sql("overview", engine, schema="extracted", if_exists=if_exists)
    with engine.begin() as connection:
        connection.execute(text("UPDATE extracted.overview SET reviewed = false"))


def run_etl_overview(url: str, path: str) -> None:
    """The nightly job: there is no way to try it out."""
    load(url, pd.read_csv(path))
