#!lua
-- Keeps a learner's sealed address, or that there is none, unless something later is kept. Sent twice, it is kept once.
--
-- KEYS[1]  times (hash: learner to microseconds of the newest change)
-- KEYS[2]  emails (hash: learner to sealed bytes)
-- ARGV[1]  learner
-- ARGV[2]  microseconds of the change
-- ARGV[3]  sealed bytes; absent: none
-- Returns  1 where it is kept, 0 where something later was

local held = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or -1)
local at = tonumber(ARGV[2])
if at < held or (at == held and ARGV[3]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if ARGV[3] then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
else
  redis.call('HDEL', KEYS[2], ARGV[1])
end
return 1
