-- Rows that changed since they were read in slices, and what must be read because of them.
-- given: {asks: see rows.lua, order: [number of an ask] as they were read, watch: name of the list of changes, from: the
--   first change, count: how many, room: how many rows}
-- Returns {JSON [table, pk, table, pk...] of the changed rows, whether there are more changes, those that are there now and
-- others that they need, as rows.lua's collector does}; nothing where the list of changes is gone, or there are too many rows.
if not watching(given.watch) then return {} end
local changed, names, add, all = {}, {}, collector()
for _, change in ipairs(redis.call('LRANGE', changes, given.from, given.from + given.count - 1)) do
  local t, pk = string.match(change, '^([^%z]*)%z(.*)$')
  changed[t] = changed[t] or {}
  table.insert(changed[t], pk)
  names[#names + 1] = t; names[#names + 1] = pk
end
local read = 0
for _, number in ipairs(given.order) do
  local ask = given.asks[number]
  local alts = {}
  if changed[ask.t] then alts[1] = {pk = true, v = changed[ask.t]} end
  -- Any of its candidates may have been taken when the row was read.
  for _, candidate in ipairs(ask.any) do
    if candidate.from and ready(candidate) then
      local found = derived(candidate)
      if not found then return {} end
      alts[#alts + 1] = found[1]
    end
  end
  read = read + cost(ask.t, alts, given.room)
  if read > given.room then return {} end
  local raws = {}
  raw_of[number] = raws
  each_of(ask.t, keys_of(ask.t, alts), function(pk, raw)
    raws[#raws + 1] = raw
    add(ask.t, pk, raw)
  end)
end
local more = redis.call('LLEN', changes) > given.from + given.count and 1 or 0
return {cjson.encode(names), more, all()}
