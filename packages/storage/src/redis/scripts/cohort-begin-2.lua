#!lua flags=no-writes
-- Where a snapshot of a cohort begins.
--
-- KEYS[1]  content partition (hash, see fence.lua)
-- KEYS[2]  cohorts of the course (hash: `generation`, `newest` day, `admission`, and `day:<day>` for each snapshot)
-- Returns  the fence, and the admission (nil where there was none)

-- @include cohort-fence.lua

return { cohort_fence(KEYS[1], KEYS[2]), redis.call('HGET', KEYS[2], 'admission') }
