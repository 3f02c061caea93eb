#!lua
-- Keeps a snapshot of a cohort, if nothing came in between since it was begun.
--
-- KEYS[1]  content partition (hash, see fence.lua)
-- KEYS[2]  cohorts of the course (hash, see cohort-begin-2.lua)
-- ARGV[1]  the fence it was begun with
-- ARGV[2]  day
-- ARGV[3]  bytes of the snapshot
-- ARGV[4]  bytes of the admission
-- Returns  'written' or 'fenced'

-- @include cohort-fence.lua

if cohort_fence(KEYS[1], KEYS[2]) ~= ARGV[1] then
  return 'fenced'
end
redis.call('HSET', KEYS[2], 'newest', ARGV[2], 'day:' .. ARGV[2], ARGV[3], 'admission', ARGV[4])
return 'written'
