"""A dead Redis is a cache that never hits: logged, not raised."""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def _or(fallback: Any, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (RedisError, OSError) as error:
        log.warning("cache unavailable", error=str(error))
        return fallback


def count(key: str, seconds: int) -> int | None:
    """One more of what is counted under the key for about so long; None where the cache is gone."""
    if hasattr(cache, "count"):
        counted: int | None = cache.count(key, seconds)
        return counted
    cache.add(key, 0, seconds)
    return cache.incr(key)


class FailOpenRedisCache(RedisCache):
    def count(self, key: str, seconds: int) -> int | None:
        """In one round trip. The key outlives what it counts, so that a slow clock cannot make it anew."""

        def counted() -> int:
            name = self.make_and_validate_key(key)
            client = self._cache.get_client(name, write=True)
            with client.pipeline(transaction=False) as pipe:
                pipe.incr(name)
                pipe.expire(name, 2 * seconds)
                return int(pipe.execute()[0])

        found: int | None = _or(None, counted)
        return found

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return _or(True, lambda: super(FailOpenRedisCache, self).add(*args, **kwargs))

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return _or(default, lambda: super(FailOpenRedisCache, self).get(key, default, version))

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return _or(None, lambda: super(FailOpenRedisCache, self).set(*args, **kwargs))

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return _or(False, lambda: super(FailOpenRedisCache, self).touch(*args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return _or(False, lambda: super(FailOpenRedisCache, self).delete(*args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return _or({}, lambda: super(FailOpenRedisCache, self).get_many(*args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return _or(False, lambda: super(FailOpenRedisCache, self).has_key(*args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        return _or(delta, lambda: super(FailOpenRedisCache, self).incr(key, delta, version))

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return _or([], lambda: super(FailOpenRedisCache, self).set_many(*args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return _or(None, lambda: super(FailOpenRedisCache, self).delete_many(*args, **kwargs))

    def clear(self) -> Any:
        return _or(False, lambda: super(FailOpenRedisCache, self).clear())
