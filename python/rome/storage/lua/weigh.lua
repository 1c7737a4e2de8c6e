-- Which ask to read next in slices, and how. given: {asks: see rows.lua; `done` for those already read, and without
-- candidates that are derived from others, watch: name of the reader if it begins, else that of the list of changes}
-- Returns {number of the ask, number of its candidate, 0 for the whole table, or -1 for an ordered index, name of the list
-- of changes, its length}
local name = redis.call('LINDEX', changes, 0)
if not name then
  name = given.watch
  redis.call('RPUSH', changes, name)
end
watching(name)
local number, _, n, candidate = next_ask(given.asks)
return {number, walks(given.asks[number], n) and -1 or candidate, name, redis.call('LLEN', changes)}
