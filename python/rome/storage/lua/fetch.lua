-- All rows a statement may need, of one instant. given: {asks: see rows.lua, room: how many rows, or 0 for any number,
--   bytes: how long they may be, for a room}
-- Returns the rows as rows.lua's collector does; nothing where they are more than there is room for.
local add, all = collector()
local read, bytes = 0, 0
local function is_full() return given.room > 0 and (read > given.room or bytes > given.bytes) end

-- The first rows of an ask that has more; nil for all rows. Judging a row takes about four times as long as returning it.
local function first_of(ask, n, each)
  if walks(ask, n) then
    local rows, more = surely(walk, ask, given.room > 0 and math.floor(given.room / 8) or n, '', 0, '')
    if more and given.room > 0 then read = given.room + 1 end
    if rows and not more then
      read = read + #rows
      return rows
    end
  end
  read = read + (ask.cut and 4 or 1) * n
  return ask.cut and n > ask.cut.first and not is_full() and first_rows(ask.cut, each) or nil
end

local function get(number, ask, alts, n)
  local raws = {}
  raw_of[number] = raws
  local function take(pk, raw)
    raws[#raws + 1] = raw
    bytes = bytes + #raw
    add(ask.t, pk, raw)
  end
  local function each(use)
    if alts then return each_of(ask.t, keys_of(ask.t, alts), use, is_full) end
    local cursor, seen = '0', {} -- HSCAN can return a row twice
    repeat
      local rows = redis.call('HSCAN', ns .. ':row:' .. ask.t, cursor, 'COUNT', CHUNK)
      for i = 1, #rows[2], 2 do
        local pk = rows[2][i]
        if not seen[pk] then use(pk, rows[2][i + 1]) end
        seen[pk] = true
      end
      cursor = rows[1]
    until cursor == '0' or is_full()
  end
  local first = first_of(ask, n, each)
  if is_full() then return false end
  if not first then each(take)
  else
    for _, row in ipairs(first) do take(row.pk, row.raw) end
  end
  return not is_full()
end

for _ = 1, #given.asks do
  local number, way, n = next_ask(given.asks)
  if not get(number, given.asks[number], way, n) then return {} end
end
return {all()}
