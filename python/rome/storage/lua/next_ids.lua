-- The next autoincrement ids of tables. Ids only go up: none is given out again.
-- given: {table: how many}; returns JSON {table: the last of them}
local last = {}
for t, count in pairs(given) do last[t] = redis.call('INCRBY', ns .. ':seq:' .. t, count) end
return cjson.encode(last)
