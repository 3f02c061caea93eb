#!lua
-- Takes a lease that is free or over, or prolongs one that the caller holds. Sent twice, it is one lease.
--
-- KEYS[1]  lease (hash: owner, until in milliseconds of this server's clock)
-- ARGV[1]  owner
-- ARGV[2]  milliseconds it is taken for
-- Returns  1 where the caller holds it now, 0 where another does

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = redis.call('HMGET', KEYS[1], 'owner', 'until')
if held[1] and held[1] ~= ARGV[1] and tonumber(held[2]) > now then
  return 0
end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', string.format('%.0f', now + ARGV[2]))
return 1
