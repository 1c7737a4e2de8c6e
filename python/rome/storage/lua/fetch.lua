-- All rows a statement may need, of one instant.
-- given: list of asks {t: table, any: [candidate], cut: see first_rows.lua and walk.lua, or absent}
-- A candidate bounds the rows in one way:
--   {alts: [{pk: true | c: column, v: [text]}]}                     rows having one of these values
--   {c: column | pk: true, from: [[ask, column]], v: [text]}     rows whose column is in those asks' columns
-- The cheapest candidate is taken; none, or none cheaper than the whole table: the whole table.
-- Returns JSON [table, pk, table, pk...], each row once, and the raw rows, a line each: JSON has no line breaks, and
-- two strings are read faster than many.
local NULL = '\0'
local rows_of = {} -- per ask: decoded rows, made only when a later ask derives its values from them
local raw_of = {}
local names, lines, sent = {}, {}, {}

-- A value as layout.py's text() spells it; nil where it is a number that Lua cannot spell.
local function as_text(value)
  if value == nil or value == cjson.null then return NULL end
  if type(value) ~= 'number' then return string.byte(value) == 0 and NULL .. value or value end
  if value == math.floor(value) and math.abs(value) < 2 ^ 53 then return string.format('%.0f', value) end
end

local function decoded(ask)
  if not rows_of[ask] then
    local rows = {}
    for i, raw in ipairs(raw_of[ask]) do rows[i] = cjson.decode(string.match(raw, '^%d+ %d+ (.*)$')) end
    rows_of[ask] = rows
  end
  return rows_of[ask]
end

-- The values that a column can have, by other asks' rows; nil where they are unknown.
local function derived(candidate)
  local values, seen = {}, {}
  local function add(value)
    if value ~= NULL and not seen[value] then seen[value] = true; values[#values + 1] = value end
  end
  for _, value in ipairs(candidate.v) do add(value) end
  for _, source in ipairs(candidate.from) do
    for _, row in ipairs(decoded(source[1])) do
      local value = as_text(row[source[2]])
      if not value then return nil end
      add(value)
    end
  end
  return {{pk = candidate.pk, c = candidate.c, v = values}}
end

local function set_name(t, alt, value) return ns .. ':idx:' .. t .. ':' .. alt.c .. ':' .. value end

local function cost(t, alts, limit)
  local n = 0
  for _, alt in ipairs(alts) do
    if alt.pk then n = n + #alt.v
    else
      for _, value in ipairs(alt.v) do
        n = n + 1 + redis.call('SCARD', set_name(t, alt, value))
        if n >= limit then return n end
      end
    end
  end
  return n
end

local function keys_of(t, alts)
  local keys, seen = {}, {}
  local function add(list)
    for _, pk in ipairs(list) do
      if not seen[pk] then seen[pk] = true; keys[#keys + 1] = pk end
    end
  end
  for _, alt in ipairs(alts) do
    if alt.pk then add(alt.v)
    else
      chunks(alt.v, function(part)
        for i, value in ipairs(part) do part[i] = set_name(t, alt, value) end
        add(redis.call('SUNION', unpack(part)))
      end)
    end
  end
  return keys
end

local function ready(candidate)
  for _, source in ipairs(candidate.from or {}) do
    if not raw_of[source[1]] then return false end
  end
  return true
end

-- The cheapest way to get an ask's rows now, and its cost.
local function best_way(ask)
  local best, best_cost = nil, redis.call('HLEN', ns .. ':row:' .. ask.t)
  for _, candidate in ipairs(ask.any) do
    if ready(candidate) then
      local alts = candidate.alts or derived(candidate)
      local n = alts and cost(ask.t, alts, best_cost)
      if n and n < best_cost then best, best_cost = alts, n end
    end
  end
  return best, best_cost
end

-- Calls use(pk, raw) for each row of an ask.
local function each_row(ask, alts, use)
  local hash = ns .. ':row:' .. ask.t
  if alts then
    chunks(keys_of(ask.t, alts), function(part)
      for i, raw in ipairs(redis.call('HMGET', hash, unpack(part))) do
        if raw then use(part[i], raw) end
      end
    end)
  else
    local all = redis.call('HGETALL', hash)
    for i = 1, #all, 2 do use(all[i], all[i + 1]) end
  end
end

local function get(number, ask, alts, n)
  local raws = {}
  raw_of[number] = raws
  sent[ask.t] = sent[ask.t] or {}
  local function take(pk, raw)
    raws[#raws + 1] = raw
    if not sent[ask.t][pk] then
      sent[ask.t][pk] = true
      names[#names + 1] = ask.t; names[#names + 1] = pk; lines[#lines + 1] = raw
    end
  end
  local first
  if ask.cut and n > ask.cut.first then
    first = along_an_index(ask, n) or first_rows(ask.cut, function(use) each_row(ask, alts, use) end)
  end
  if not first then return each_row(ask, alts, take) end
  for _, row in ipairs(first) do take(row.pk, row.raw) end
end

-- Always the one that brings fewest of those that are left: its rows may make the others cheaper.
for _ = 1, #given do
  local next_number, next_way, next_cost, fewest
  for number, ask in ipairs(given) do
    if not raw_of[number] then
      local way, n = best_way(ask)
      local brought = ask.cut and math.min(n, ask.cut.first) or n
      if not fewest or brought < fewest then next_number, next_way, next_cost, fewest = number, way, n, brought end
    end
  end
  get(next_number, given[next_number], next_way, next_cost)
end
return {cjson.encode(names), table.concat(lines, '\n')}
