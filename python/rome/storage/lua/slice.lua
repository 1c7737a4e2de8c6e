-- Some of an ask's rows. given: {ask: see rows.lua, alt: {pk: true | c: column, v: [text]} or absent for the whole table,
--   room: how many rows to read, cursor: '0' or as returned, watch: name of the list of changes}
-- Returns {how many values are done, or 1 for the table, cursor within the next value or the table, the rows as rows.lua's
-- collector does}; nothing where the list of changes is gone.
if not watching(given.watch) then return {} end
local ask, alt = given.ask, given.alt
local add, all = collector()
local done, cursor = 0, '0'

local function values(use)
  local keys, last = {}, #alt.v
  for i, value in ipairs(alt.v) do
    local name = set_name(ask.t, alt, value)
    local n = redis.call('SCARD', name)
    if n > given.room and #keys == 0 then
      local found = redis.call('SSCAN', name, i == 1 and given.cursor or '0', 'COUNT', given.room)
      done, cursor = found[1] == '0' and i or i - 1, found[1]
      return each_of(ask.t, found[2], use)
    end
    if #keys > 0 and #keys + n > given.room then
      last = i - 1
      break
    end
    for _, pk in ipairs(n > 0 and redis.call('SMEMBERS', name) or {}) do keys[#keys + 1] = pk end
  end
  done = last
  each_of(ask.t, keys, use)
end

local function each(use)
  if not alt then
    local found = redis.call('HSCAN', ns .. ':row:' .. ask.t, given.cursor, 'COUNT', given.room)
    done, cursor = found[1] == '0' and 1 or 0, found[1]
    for i = 1, #found[2], 2 do use(found[2][i], found[2][i + 1]) end
  elseif alt.pk then
    done = #alt.v
    each_of(ask.t, alt.v, use)
  else values(use) end
end

local first = ask.cut and first_rows(ask.cut, each)
if not first then each(function(pk, raw) add(ask.t, pk, raw) end)
else
  for _, row in ipairs(first) do add(ask.t, row.pk, row.raw) end
end
return {done, cursor, all()}
