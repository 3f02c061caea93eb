#!lua flags=no-writes
-- Reads the feed of changes of one partition.
--
-- KEYS[1]  changes (sorted set of learners by the place of their last change)
-- ARGV[1]  place to go on after
-- ARGV[2]  at most so many
-- Returns  place of the newest change ('0' if none); learners and places in turn, oldest first

local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2] or '0'
return {
  newest,
  redis.call('ZRANGE', KEYS[1], '(' .. ARGV[1], '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES'),
}
