#!lua
-- Commits a slice of a learner partition: parts, metadata, settled changes, feed of changes, counts and positions in
-- one step, or nothing of it. Everything that can be refused is checked before the first write.
--
-- KEYS[1]  partition (hash, see fence.lua; its field `change` is the place of the newest change)
-- KEYS[2]  changes (sorted set of learners by the place of their last change)
-- KEYS[3]  learners (sorted set of all learners of the partition, in the order of their bytes)
-- KEYS[4]  pending (sorted set of learner NUL event, by the time of the proposal)
-- KEYS[n]  one for each learner: KEYS[3], a colon and the learner (hash of metadata and parts)
-- ARGV[1]  header (JSON, see fence.lua), with `changed`: how many of the learners, the first ones, have new metadata, and
--          `settled`: whether lists of settled events follow
-- ARGV[n]  for each learner: how many arguments follow, then so many fields and values in turn
-- ARGV[n]  where `settled`, for each learner: how many arguments follow, then so many events
-- Returns  'committed', 'already-committed' or 'fenced'

-- @include fence.lua

local FIXED_KEYS = 4
local partition, changes, learners, pending = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local header = cjson.decode(ARGV[1])
local answer = verdict(partition, header)
if answer ~= COMMITTED then
  return answer
end

local argument = 2
for key = FIXED_KEYS + 1, #KEYS do
  local last = argument + tonumber(ARGV[argument])
  set_fields(KEYS[key], argument + 1, last)
  argument = last + 1
end

if header.settled then
  for key = FIXED_KEYS + 1, #KEYS do
    local learner = string.sub(KEYS[key], #learners + 2)
    local last = argument + tonumber(ARGV[argument])
    for event = argument + 1, last do
      redis.call('HDEL', KEYS[key], 'e:' .. ARGV[event])
      redis.call('ZREM', pending, learner .. '\0' .. ARGV[event])
    end
    argument = last + 1
  end
end

-- Places are microseconds of the server's clock, made to grow by one at least: they go on growing in a store that
-- was emptied or went back in time, so a reader who stands at an old place misses nothing new.
if header.changed > 0 then
  local time = redis.call('TIME')
  local place = math.max(
    tonumber(redis.call('HGET', partition, 'change') or '0'),
    tonumber(time[1]) * 1000000 + tonumber(time[2])
  )
  local prefix = #learners + 1
  local last_key = FIXED_KEYS + header.changed
  for first = FIXED_KEYS + 1, last_key, CHUNK / 2 do
    local moved, known = {}, {}
    for key = first, math.min(first + CHUNK / 2 - 1, last_key) do
      local learner = string.sub(KEYS[key], prefix + 1)
      place = place + 1
      moved[#moved + 1] = place
      moved[#moved + 1] = learner
      known[#known + 1] = 0
      known[#known + 1] = learner
    end
    if redis.call('ZADD', changes, unpack(moved)) > 0 then
      redis.call('ZADD', learners, unpack(known))
    end
  end
  redis.call('HSET', partition, 'change', string.format('%.0f', place))
end

advance(partition, header)
return COMMITTED
