"""The extraction on Apache Spark: the batch function of arrow.py, run by whatever cluster there is.

The folder OUT is a table that grows: `records/year=…/run=…` and `status/year=…/run=…`. What is known by its name and bytes is not
read again; what has changed replaces its rows. Needs the extra `[spark]`, and Java 17 or newer.
"""
