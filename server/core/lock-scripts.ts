/**
 * The lock as Redis runs it, whichever way it is reached. KEYS: the lock, the counter of fences.
 * Grants and draws the fence in one step; the fence follows the store's clock, so emptying the store lowers nothing.
 * Answers the fence as a text, empty where somebody else holds the lock.
 */
export const ACQUIRE_LOCK = `
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return '' end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
local fence = string.format('%.0f', math.max(now, last + 1))
redis.call('SET', KEYS[2], fence)
return fence`;

/** Compare and delete: only the owner takes it away, after an expiry it may be somebody else's. */
export const RELEASE_LOCK = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;
