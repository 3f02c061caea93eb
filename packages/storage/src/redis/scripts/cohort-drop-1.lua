#!lua
-- Removes the snapshots of a course's cohort. A repeat, after an answer that was lost, finds none.
--
-- KEYS[1]  cohorts of the course (hash, see cohort-begin-2.lua)
-- Returns  'dropped'

-- @include cohort-drop.lua

drop_cohorts(KEYS[1])
return 'dropped'
