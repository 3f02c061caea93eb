#!lua
-- Commits a slice of course content: course parts with their courses' versions, id map, counts and positions in one
-- step, or nothing of it. Everything that can be refused is checked before the first write.
--
-- KEYS[1]  content partition (hash, see fence.lua)
-- KEYS[2]  courses (hash: course -> version)
-- KEYS[3]  id registers (hash: course NUL table id -> JSON of dashboardId, version, deleted)
-- KEYS[4]  table ids (hash: course NUL dashboard id -> the table id that answers for it)
-- KEYS[5]  rivals (hash: course NUL dashboard id -> JSON list of table ids, where more than one names it)
-- KEYS[n]  one for each course of `courses`: its parts (hash)
-- ARGV[1]  header (JSON, see fence.lua), with `now` (microseconds), `courses` (ids) and `ids` (rows of the id map)
-- ARGV[n]  for each course: how many arguments follow, then so many parts and bytes in turn
-- Returns  'committed', 'already-committed' or 'fenced'

-- @include fence.lua

local FIXED_KEYS = 5
local partition, courses, registers, table_ids, rivals = unpack(KEYS, 1, FIXED_KEYS)
local header = cjson.decode(ARGV[1])
local answer = verdict(partition, header)
if answer ~= COMMITTED then
  return answer
end

-- By bytes: Lua's own comparison of texts follows the locale of the server.
local function is_greater(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x > y
    end
  end
  return #a > #b
end

local function name(course, id)
  return course .. '\0' .. id
end

-- The greater version, then a row before a tombstone, then the greater dashboard id.
local function wins(new, present)
  local a, b = tonumber(new.version), tonumber(present.version)
  if a ~= b then
    return a > b
  end
  if new.deleted ~= present.deleted then
    return present.deleted
  end
  return is_greater(new.dashboardId, present.dashboardId)
end

local function register_of(course, table_id)
  local text = redis.call('HGET', registers, name(course, table_id))
  return text and cjson.decode(text)
end

-- The table ids that name a dashboard id: nearly always one.
local function claimants_of(course, dashboard_id)
  local several = redis.call('HGET', rivals, name(course, dashboard_id))
  if several then
    return cjson.decode(several)
  end
  local one = redis.call('HGET', table_ids, name(course, dashboard_id))
  return one and { one } or {}
end

-- The newest row answers, then the greater table id.
local function choose(course, claimants)
  local best, best_version
  for _, table_id in ipairs(claimants) do
    local version = tonumber(register_of(course, table_id).version)
    local is_better = best == nil or version > best_version
      or (version == best_version and is_greater(table_id, best))
    if is_better then
      best, best_version = table_id, version
    end
  end
  return best
end

local function set_claimants(course, dashboard_id, claimants)
  local field = name(course, dashboard_id)
  local best = choose(course, claimants)
  if best then
    redis.call('HSET', table_ids, field, best)
  else
    redis.call('HDEL', table_ids, field)
  end
  if #claimants > 1 then
    redis.call('HSET', rivals, field, cjson.encode(claimants))
  else
    redis.call('HDEL', rivals, field)
  end
end

local function without(claimants, table_id)
  local rest = {}
  for _, one in ipairs(claimants) do
    if one ~= table_id then
      rest[#rest + 1] = one
    end
  end
  return rest
end

local function map(row)
  local course, table_id = row.courseId, row.learnerId
  local present = register_of(course, table_id)
  local new = { dashboardId = row.dashboardId, version = row.version, deleted = row.deleted }
  if present and not wins(new, present) then
    return
  end
  redis.call('HSET', registers, name(course, table_id), cjson.encode(new))
  if present and not present.deleted and (new.deleted or present.dashboardId ~= new.dashboardId) then
    local rest = without(claimants_of(course, present.dashboardId), table_id)
    set_claimants(course, present.dashboardId, rest)
  end
  if not new.deleted then
    local claimants = without(claimants_of(course, new.dashboardId), table_id)
    claimants[#claimants + 1] = table_id
    set_claimants(course, new.dashboardId, claimants)
  end
end

-- A version is the time of the change, or one more than the last: so it does not repeat with other content where the
-- store went back in time.
local argument = 2
for n, course in ipairs(header.courses) do
  local last = argument + tonumber(ARGV[argument])
  set_fields(KEYS[FIXED_KEYS + n], argument + 1, last)
  argument = last + 1
  local version = math.max(tonumber(redis.call('HGET', courses, course) or '0') + 1, header.now)
  redis.call('HSET', courses, course, string.format('%.0f', version))
end

for _, row in ipairs(header.ids) do
  map(row)
end

advance(partition, header)
return COMMITTED
