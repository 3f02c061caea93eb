#!lua flags=no-writes
-- Reads fields of many hashes of one tag in one round trip.
--
-- KEYS[n]  hashes
-- ARGV[n]  for each hash: how many fields follow, then so many fields
-- Returns  all values in the order asked; nil where there is none

-- Lua takes some 8,000 values on its stack.
local CHUNK = 4000
local values, found = {}, 0
local argument = 1
for key = 1, #KEYS do
  local last = argument + tonumber(ARGV[argument])
  for from = argument + 1, last, CHUNK do
    for _, value in ipairs(redis.call('HMGET', KEYS[key], unpack(ARGV, from, math.min(from + CHUNK - 1, last)))) do
      found = found + 1
      values[found] = value
    end
  end
  argument = last + 1
end
return values
