-- The next autoincrement ids of tables. Ids only go up: none is given out again.
-- given: {table: [how many, id to exceed]}; returns JSON {table: the last of them}
local last = {}
for t, wanted in pairs(given) do
  local key = ns .. ':seq:' .. t
  if tonumber(redis.call('GET', key) or '0') < wanted[2] then redis.call('SET', key, string.format('%.0f', wanted[2])) end
  last[t] = redis.call('INCRBY', key, wanted[1])
end
return cjson.encode(last)
