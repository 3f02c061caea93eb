#!lua
-- Gives a lease back, so that another need not wait until it is over.
--
-- KEYS[1]  lease (hash, see lease-acquire-1.lua)
-- ARGV[1]  owner
-- Returns  1 where it was the caller's, else 0

if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'owner', 'until')
return 1
