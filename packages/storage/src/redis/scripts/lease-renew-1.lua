#!lua
-- Prolongs a lease that the caller still holds.
--
-- KEYS[1]  lease (hash, see lease-acquire-1.lua)
-- ARGV[1]  owner
-- ARGV[2]  milliseconds from now
-- Returns  1 where it was prolonged, 0 where it is over or another's

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = redis.call('HMGET', KEYS[1], 'owner', 'until')
if held[1] ~= ARGV[1] or tonumber(held[2]) <= now then
  return 0
end
redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + ARGV[2]))
return 1
