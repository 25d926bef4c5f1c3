"""PySpark in local mode, where it and a Java runtime are installed."""

import os
import shutil
from importlib.util import find_spec


def without_spark():
    """Return why PySpark cannot run here; empty when it can."""
    if find_spec("pyspark") is None:
        return "PySpark is not installed: pip install -e '.[spark]' brings it"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "PySpark needs a Java runtime, and there is none"
    return ""


def spark_session():
    """Start PySpark in local mode, or give the session that runs."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  # it may be missing

    # For few rows the time goes into compiling plans, so none is compiled and none revised while it runs.
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.session.timeZone": "America/New_York",
        "spark.driver.host": "127.0.0.1",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session
