"""PDFium is not safe between threads: whoever draws with it holds this lock."""

from __future__ import annotations

import threading

ONE_AT_A_TIME = threading.Lock()
