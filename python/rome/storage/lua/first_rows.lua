-- The first rows of a table in an order, of those that meet a condition, as SQLite would find them.
-- cut: {where: tree, order: [[column, kind, descends]], first: how many}; see predicate.py for trees
-- A value that SQLite might take otherwise (another kind than the column's, a number that is no whole double) ends it.
local UNSURE = 'unsure'

-- What work(...) returns, or nil where it met such a value.
local function surely(work, ...)
  local sure, result, more = pcall(work, ...)
  if sure then return result, more end
  if result ~= UNSURE then error(result) end
end

local function column_of(name, kind)
  local mark = '"' .. name .. '":' -- in a text the quotation marks would be escaped
  local first, later = '{' .. mark, ',' .. mark -- both rarer than quotation marks, so sooner found
  return function(raw)
    local _, at = string.find(raw, first, 1, true)
    if not at then _, at = string.find(raw, later, 1, true) end
    local initial = at and string.byte(raw, at + 1)
    if not at or initial == 110 then return nil end -- null
    local value
    if initial ~= 34 then value = tonumber(string.match(raw, '^[^,}]+', at + 1))
    else value = string.match(raw, '^"([^"\\]*)"', at + 1) or cjson.decode(string.match(raw, '^%d+ %d+ (.*)$'))[name] end
    if type(value) ~= kind or kind == 'number' and math.abs(value) >= 2 ^ 53 then error(UNSURE, 0) end
    return value
  end
end

-- By their bytes, some at a time: Lua's own order of texts is the locale's.
local byte = string.byte
local function less(a, b)
  if type(a) ~= type(b) then error(UNSURE, 0) end
  if type(a) == 'number' then return a < b end
  for from = 1, math.min(#a, #b), 4 do
    local a1, a2, a3, a4 = byte(a, from, from + 3)
    local b1, b2, b3, b4 = byte(b, from, from + 3)
    if a1 ~= b1 then return a1 < b1 end
    if a2 ~= b2 then return (a2 or -1) < (b2 or -1) end
    if a3 ~= b3 then return (a3 or -1) < (b3 or -1) end
    if a4 ~= b4 then return (a4 or -1) < (b4 or -1) end
  end
  return #a < #b
end

local function same(a, b)
  if type(a) ~= type(b) then error(UNSURE, 0) end
  return a == b
end

local COMPARE = {
  ['='] = same, ['!='] = function(a, b) return not same(a, b) end,
  ['<'] = less, ['>='] = function(a, b) return not less(a, b) end,
  ['>'] = function(a, b) return less(b, a) end, ['<='] = function(a, b) return not less(b, a) end,
}

-- Trees become functions of a raw row, which give true, false, or nil: not known, as SQL's NULL.
local condition

local function operand(tree)
  if tree[1] == 'column' then return column_of(tree[2], tree[3]) end
  if tree[1] == 'value' then return function() return tree[2] end end
  local whens, otherwise = {}, operand(tree[3])
  for i, when in ipairs(tree[2]) do whens[i] = {condition(when[1]), operand(when[2])} end
  return function(raw)
    for _, when in ipairs(whens) do
      if when[1](raw) then return when[2](raw) end
    end
    return otherwise(raw)
  end
end

-- 'and' is false if a part is, 'or' is true if a part is; else not known if a part is not.
local function several(tree, decisive)
  local parts = {}
  for i = 2, #tree do parts[#parts + 1] = condition(tree[i]) end
  return function(raw)
    local result = not decisive
    for _, part in ipairs(parts) do
      local found = part(raw)
      if found == decisive then return decisive end
      if found == nil then result = nil end
    end
    return result
  end
end

condition = function(tree)
  local name = tree[1]
  if name == 'and' or name == 'or' then return several(tree, name == 'or') end
  if name == 'not' then
    local part = condition(tree[2])
    return function(raw)
      local found = part(raw)
      if found ~= nil then return not found end
    end
  end
  local left = operand(tree[2])
  if name == 'null' then return function(raw) return left(raw) == nil end end
  if name == 'in' then
    local values, kinds = {}, {}
    for i = 2, #tree[3] do values[tree[3][i]], kinds[type(tree[3][i])] = true, true end
    return function(raw)
      local value = left(raw)
      if next(kinds) and value == nil then return nil end
      for kind in pairs(kinds) do
        if kind ~= type(value) then error(UNSURE, 0) end
      end
      return values[value] or false
    end
  end
  local right, compare = operand(tree[3]), COMPARE[name]
  return function(raw)
    local a, b = left(raw), right(raw)
    if a == nil or b == nil then return nil end
    return compare(a, b)
  end
end

-- each(use) calls use(pk, raw) for each row. Returns rows {pk = , raw = }: the first, and all that are equal to the
-- last of them; nil where it is not sure.
local function first_rows(cut, each)
  local meets, keys = condition(cut.where), {}
  for i, by in ipairs(cut.order) do keys[i] = column_of(by[1], by[2]) end
  local function before(a, b)
    for i, by in ipairs(cut.order) do
      local x, y = a[i], b[i]
      if x ~= y then
        local lower = x == nil or y ~= nil and less(x, y)
        return lower ~= by[3]
      end
    end
    return false
  end
  local kept = {} -- in order
  local function keep(row)
    local low, high = 1, #kept + 1
    while low < high do
      local middle = math.floor((low + high) / 2)
      if before(row, kept[middle]) then high = middle else low = middle + 1 end
    end
    table.insert(kept, low, row)
    while #kept > cut.first and before(kept[cut.first], kept[#kept]) do kept[#kept] = nil end
  end
  return surely(function()
    each(function(pk, raw)
      local row, last = {pk = pk, raw = raw}, kept[cut.first]
      for i, key in ipairs(keys) do row[i] = key(raw) end
      if not (last and before(last, row)) and meets(raw) then keep(row) end
    end)
    return kept
  end)
end
