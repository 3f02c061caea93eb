-- Shared by the scripts of cohorts: changes when the content is claimed anew (an erasure takes the claim away) or the
-- snapshots of the course are dropped.

local function cohort_fence(partition, cohorts)
  local holder = redis.call('HMGET', partition, 'epoch', 'claim')
  local generation = redis.call('HGET', cohorts, 'generation')
  return (holder[1] or '') .. ' ' .. (holder[2] or '') .. ' ' .. (generation or '0')
end
