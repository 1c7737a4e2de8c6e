-- Put before the scripts that read rows. An ask is {t: table, any: [candidate], cut: see first_rows.lua and walk.lua, or absent}.
-- A candidate bounds the ask's rows in one way:
--   {alts: [{pk: true | c: column, v: [text], of: how many values, where v has only some of them}]}
--                                                                rows having one of these values
--   {c: column | pk: true, from: [[ask, column]], v: [text]}     rows whose column is in those asks' columns
-- The cheapest candidate is taken; none, or none cheaper than the whole table: the whole table.
local NULL = '\0'
local rows_of = {} -- per ask: decoded rows, made only when a later ask derives its values from them
local raw_of = {}

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
    local share = alt.of and alt.of / #alt.v or 1
    if alt.pk then n = n + share * #alt.v
    else
      for _, value in ipairs(alt.v) do
        n = n + share * (1 + redis.call('SCARD', set_name(t, alt, value)))
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

-- The cheapest way to get an ask's rows now, its cost, and the number of its candidate: 0 for the whole table.
local function best_way(ask)
  local best, best_cost, number = nil, redis.call('HLEN', ns .. ':row:' .. ask.t), 0
  for i, candidate in ipairs(ask.any) do
    if ready(candidate) then
      local alts = candidate.alts or derived(candidate)
      local n = alts and cost(ask.t, alts, best_cost)
      if n and n < best_cost then best, best_cost, number = alts, n, i end
    end
  end
  return best, best_cost, number
end

-- The next ask to read: the one that brings fewest rows, because these may make the others cheaper. Returns its number,
-- and what best_way tells of it.
local function next_ask(asks)
  local next_number, next_way, next_cost, next_candidate, fewest
  for number, ask in ipairs(asks) do
    if not raw_of[number] and not ask.done then
      local way, n, candidate = best_way(ask)
      local brought = ask.cut and math.min(n, ask.cut.first) or n
      if not fewest or brought < fewest then
        next_number, next_way, next_cost, next_candidate, fewest = number, way, n, candidate, brought
      end
    end
  end
  return next_number, next_way, next_cost, next_candidate
end

-- Calls use(pk, raw) for each of the rows that are there, unless is_full() says that there are enough.
local function each_of(t, keys, use, is_full)
  chunks(keys, function(part)
    if is_full and is_full() then return end
    for i, raw in ipairs(redis.call('HMGET', ns .. ':row:' .. t, unpack(part))) do
      if raw then use(part[i], raw) end
    end
  end)
end

-- The rows to return: JSON [table, pk, table, pk...], each row once, and the raw rows, a line each. JSON has no line
-- breaks, and two strings are read faster than many.
local function collector()
  local names, lines, sent = {}, {}, {}
  local function add(t, pk, raw)
    sent[t] = sent[t] or {}
    if sent[t][pk] then return end
    sent[t][pk] = true
    names[#names + 1] = t; names[#names + 1] = pk; lines[#lines + 1] = raw
  end
  local function all() return cjson.encode(names), table.concat(lines, '\n') end
  return add, all
end

-- What commits changed while rows are read in slices: a list that begins with the name of its first reader, and that is
-- gone soon after the last. See slices.py.
local WATCH_MILLISECONDS = 60000
local changes = ns .. ':changes'

-- Whether the list is still the one that began with this name.
local function watching(name)
  return redis.call('LINDEX', changes, 0) == name and redis.call('PEXPIRE', changes, WATCH_MILLISECONDS) == 1
end
