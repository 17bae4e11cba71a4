"""清备 (QingBei): deregister algorithm and service filings, offline, on one PC."""

__version__ = "0.1.0"
APP_ID = "QingBei"
APP_NAME = "清备"
