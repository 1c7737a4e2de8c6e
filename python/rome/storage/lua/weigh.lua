-- Which ask to read next in slices, and how. given: {asks: see rows.lua; `done` for those already read, and without
-- candidates that are derived from others, watch: name of the reader if it begins, else that of the list of changes}
-- Returns {number of the ask, number of its candidate or 0, rows, name of the list of changes, its length}
local name = redis.call('LINDEX', changes, 0)
if not name then
  name = given.watch
  redis.call('RPUSH', changes, name)
end
watching(name)
local number, _, n, candidate = next_ask(given.asks)
return {number, candidate, n, name, redis.call('LLEN', changes)}
