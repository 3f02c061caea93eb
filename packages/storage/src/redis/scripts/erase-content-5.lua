#!lua
-- Removes every row of the id map that names one of the ids and every snapshot of the course's cohort, and takes the
-- claim of the content away, so that a slice read before is fenced.
--
-- KEYS[1]  content partition (hash, see fence.lua)
-- KEYS[2]  id registers, KEYS[3]  table ids, KEYS[4]  rivals (hashes, see commit-content-5n.lua)
-- KEYS[5]  cohorts of the course (hash, see cohort-begin-2.lua)
-- ARGV[1]  random id, which no claim has
-- ARGV[2]  course
-- ARGV[n]  ids
-- Returns  how many rows were removed

-- @include cohort-drop.lua

local partition, registers, table_ids, rivals, cohorts = unpack(KEYS)
local course = ARGV[2]
local removed = 0

local function name(id)
  return course .. '\0' .. id
end

local function claimants_of(dashboard_id)
  local several = redis.call('HGET', rivals, name(dashboard_id))
  if several then
    return cjson.decode(several)
  end
  local one = redis.call('HGET', table_ids, name(dashboard_id))
  return one and { one } or {}
end

-- Whoever shares a dashboard id with an erased learner is that learner.
local function remove_dashboard_id(id)
  for _, table_id in ipairs(claimants_of(id)) do
    removed = removed + redis.call('HDEL', registers, name(table_id))
  end
  redis.call('HDEL', table_ids, name(id))
  redis.call('HDEL', rivals, name(id))
end

for n = 3, #ARGV do
  local register = redis.call('HGET', registers, name(ARGV[n]))
  if register then
    remove_dashboard_id(cjson.decode(register).dashboardId)
    removed = removed + redis.call('HDEL', registers, name(ARGV[n]))
  end
  remove_dashboard_id(ARGV[n])
end
drop_cohorts(cohorts)
if redis.call('HEXISTS', partition, 'claim') == 1 then
  redis.call('HSET', partition, 'claim', ARGV[1])
end
return removed
