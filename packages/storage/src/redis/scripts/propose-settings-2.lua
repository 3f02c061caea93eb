#!lua
-- Accepts a change of a learner's settings as pending, if the decision was made on the present revision. Sent twice by
-- a client that reconnected, it is one proposal.
--
-- KEYS[1]  learner (hash; fields `s:revision`, `s:last` and one for each pending event)
-- KEYS[2]  pending (sorted set of learner NUL event of the partition, by the time of the proposal)
-- ARGV[1]  revision expected
-- ARGV[2]  time of the proposal, in epoch microseconds
-- ARGV[3]  learner, as it stands in KEYS[2]
-- ARGV[n]  events and their bytes in turn
-- Returns  'accepted' or 'conflict'

local learner, pending = KEYS[1], KEYS[2]
local expected, first = tonumber(ARGV[1]), ARGV[4]
local present = redis.call('HMGET', learner, 's:revision', 's:last')
local revision = tonumber(present[1] or '0')
if revision == expected + 1 and present[2] == first then
  return 'accepted'
end
if revision ~= expected then
  return 'conflict'
end
redis.call('HINCRBY', learner, 's:revision', 1)
redis.call('HSET', learner, 's:last', first)
for event = 4, #ARGV, 2 do
  redis.call('HSET', learner, 'e:' .. ARGV[event], ARGV[event + 1])
  redis.call('ZADD', pending, ARGV[2], ARGV[3] .. '\0' .. ARGV[event])
end
return 'accepted'
