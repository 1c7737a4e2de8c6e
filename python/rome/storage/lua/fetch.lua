-- All rows a statement may need, of one instant. given: {asks: see rows.lua, room: how many rows, or 0 for any number}
-- Returns the rows as rows.lua's collector does; nothing where they are more than there is room for.
local add, all = collector()
local read = 0

local function get(number, ask, alts, n)
  local raws = {}
  raw_of[number] = raws
  local function take(pk, raw)
    raws[#raws + 1] = raw
    add(ask.t, pk, raw)
  end
  local first = ask.cut and n > ask.cut.first and along_an_index(ask, n, given.room)
  if first then n = #first end
  read = read + n
  if given.room > 0 and read > given.room then return false end
  local function each(use)
    if alts then return each_of(ask.t, keys_of(ask.t, alts), use) end
    local rows = redis.call('HGETALL', ns .. ':row:' .. ask.t)
    for i = 1, #rows, 2 do use(rows[i], rows[i + 1]) end
  end
  first = first or ask.cut and n > ask.cut.first and first_rows(ask.cut, each)
  if not first then each(take)
  else
    for _, row in ipairs(first) do take(row.pk, row.raw) end
  end
  return true
end

for _ = 1, #given.asks do
  local number, way, n = next_ask(given.asks)
  if not get(number, given.asks[number], way, n) then return {} end
end
return {all()}
