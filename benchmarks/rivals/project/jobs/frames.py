"""Data frames, an ORM, and programs."""

import subprocess

import pandas as pd
from sqlalchemy import Column, ForeignKey, Integer, create_engine, delete, text
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Supplier(Base):
    __tablename__ = "suppliers"
    id = Column(Integer, primary_key=True)


class Part(Base):
    __tablename__ = "parts"
    id = Column(Integer, primary_key=True)
    supplier_id = Column(ForeignKey("suppliers.id", ondelete="cascade"))  # fact 23


def store(frame: pd.DataFrame, engine, if_exists="replace"):
    frame.to_sql("prices", engine, if_exists=if_exists)  # fact 24


def rebuild(url):
    engine = create_engine(url)
    Base.metadata.drop_all(engine)  # fact 25
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM stock"))  # fact 26


def forget(session: Session):
    session.query(Supplier).delete()  # fact 27
    session.execute(delete(Part))  # fact 28


def shell(dsn):
    subprocess.check_call(["psql", dsn, "-c", "DROP SCHEMA reports CASCADE"])  # fact 29
