#!lua flags=no-writes
-- Reads a course's version and parts as they stand together.
--
-- KEYS[1]  courses (hash: course -> version)
-- KEYS[2]  parts of the course (hash)
-- ARGV[1]  course
-- Returns  version (nil for an unknown course) and parts and bytes in turn

return { redis.call('HGET', KEYS[1], ARGV[1]), redis.call('HGETALL', KEYS[2]) }
