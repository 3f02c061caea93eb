#!lua
-- Removes one learner from its partition, and takes the partition's claim away, so that a slice read before is fenced.
-- No DEL: the last field takes the key with it, and the user of the store needs no right to keys of other kinds.
--
-- KEYS[1]  partition (hash, see fence.lua)
-- KEYS[2]  changes (sorted set of learners by the place of their last change)
-- KEYS[3]  learners (sorted set of all learners of the partition)
-- KEYS[4]  pending (sorted set of learner NUL event)
-- KEYS[5]  the learner: KEYS[3], a colon and the learner (hash)
-- KEYS[6]  the learner's figures of past days (hash)
-- ARGV[1]  random id, which no claim has
-- Returns  how many fields the two hashes had

local partition, changes, learners, pending, learner, history = unpack(KEYS)
local name = string.sub(learner, #learners + 2)
local fields = redis.call('HKEYS', learner)
for _, field in ipairs(fields) do
  if string.sub(field, 1, 2) == 'e:' then
    redis.call('ZREM', pending, name .. '\0' .. string.sub(field, 3))
  end
  redis.call('HDEL', learner, field)
end
local days = redis.call('HKEYS', history)
for _, day in ipairs(days) do
  redis.call('HDEL', history, day)
end
redis.call('ZREM', changes, name)
redis.call('ZREM', learners, name)
if redis.call('HEXISTS', partition, 'claim') == 1 then
  redis.call('HSET', partition, 'claim', ARGV[1])
end
return #fields + #days
