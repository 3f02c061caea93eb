-- Shared by what makes somebody count no more: removes the snapshots of a course's cohort, but not the admission, and
-- fences those that are being made.

local function drop_cohorts(cohorts)
  for _, field in ipairs(redis.call('HKEYS', cohorts)) do
    if field == 'newest' or string.sub(field, 1, 4) == 'day:' then
      redis.call('HDEL', cohorts, field)
    end
  end
  redis.call('HINCRBY', cohorts, 'generation', 1)
end
