#!lua flags=no-writes
-- Reads many hashes of one tag whole, in one round trip.
--
-- KEYS[n]  hashes
-- Returns  for each hash its fields and values in turn

local hashes = {}
for n, key in ipairs(KEYS) do
  hashes[n] = redis.call('HGETALL', key)
end
return hashes
