#!lua
-- Notes the layout and the partition count of a new store; an older note stays as it is.
--
-- KEYS[1]  layout of the deployment (hash)
-- ARGV[1]  version of the layout
-- ARGV[2]  number of partitions
-- Returns  version and number of partitions as they are noted

redis.call('HSETNX', KEYS[1], 'version', ARGV[1])
redis.call('HSETNX', KEYS[1], 'partitions', ARGV[2])
return redis.call('HMGET', KEYS[1], 'version', 'partitions')
