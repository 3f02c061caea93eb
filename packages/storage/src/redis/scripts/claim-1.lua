#!lua
-- Makes the caller the one who may write a partition. Sent twice by a client that reconnected, it is one claim.
--
-- KEYS[1]  partition (hash, see fence.lua)
-- ARGV[1]  random id of the claim
-- Returns  all fields and values of the partition

if redis.call('HGET', KEYS[1], 'claim') ~= ARGV[1] then
  redis.call('HINCRBY', KEYS[1], 'epoch', 1)
  redis.call('HSET', KEYS[1], 'claim', ARGV[1], 'complete', '0')
end
return redis.call('HGETALL', KEYS[1])
