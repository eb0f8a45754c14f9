"""One JSON object a line on standard error, times in UTC (ISO 8601), with the request's id."""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

CALENDAR_KEY: Final = "cal_"
"""How the key in the address of a calendar feed begins; those of programs begin with egov_."""
_KEYS = re.compile(rf"\b({CALENDAR_KEY}|egov_)[\w-]{{16,}}")

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def without_keys(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last look at a line, whoever wrote it: Django names the whole address of what was not found, or failed."""
    return {name: _KEYS.sub(r"\1...", said) if isinstance(said, str) else said for name, said in line.items()}


def configure(options: dict[str, Any]) -> None:
    level = options.get("level", "INFO")
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": SHARED,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.format_exc_info,
                        without_keys,
                        structlog.processors.JSONRenderer(),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level},
            # WeasyPrint warns of every rule for browsers in its sheet, fontTools tells each table of a font.
            "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
        }
    )
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
