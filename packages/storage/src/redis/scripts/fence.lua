-- Shared by the commits: who holds a partition, where it stands, and how it moves on.
--
-- A partition's hash holds `epoch` and `claim` of its holder, `complete` (0 or 1), `position:<topic>` and
-- `count:<topic>:<outcome>`. Offsets are compared as decimal texts, since Lua's numbers lose digits when they are
-- written. Of a commit's header it reads `epoch`, `claim`, `complete`, `positions` (by topic `from` and `to`) and
-- `counts` (by topic and outcome), every number as text.

local COMMITTED = 'committed'
local ALREADY_COMMITTED = 'already-committed'
local FENCED = 'fenced'

-- What is to be answered; COMMITTED means that the commit may proceed. Writes nothing.
local function verdict(partition, header)
  local holder = redis.call('HMGET', partition, 'epoch', 'claim')
  if holder[1] ~= header.epoch or holder[2] ~= header.claim then
    return FENCED
  end
  local stands_at_from, stands_at_to = true, true
  for topic, move in pairs(header.positions) do
    local position = redis.call('HGET', partition, 'position:' .. topic) or '0'
    stands_at_from = stands_at_from and position == move.from
    stands_at_to = stands_at_to and position == move.to
  end
  if stands_at_from then
    return COMMITTED
  end
  return stands_at_to and ALREADY_COMMITTED or FENCED
end

local function advance(partition, header)
  redis.call('HSET', partition, 'complete', header.complete)
  for topic, move in pairs(header.positions) do
    redis.call('HSET', partition, 'position:' .. topic, move.to)
  end
  for topic, counts in pairs(header.counts) do
    for outcome, count in pairs(counts) do
      redis.call('HINCRBY', partition, 'count:' .. topic .. ':' .. outcome, count)
    end
  end
end

-- Lua takes some 8,000 values on its stack, so longer lists are written piece by piece; even, for pairs.
local CHUNK = 4000

-- HSET of the pairs ARGV[first] to ARGV[last].
local function set_fields(key, first, last)
  for from = first, last, CHUNK do
    redis.call('HSET', key, unpack(ARGV, from, math.min(from + CHUNK - 1, last)))
  end
end
