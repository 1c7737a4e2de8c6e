-- The first rows of a table in an order, of those that meet a condition, as SQLite would find them.
-- cut: {where: tree, order: [[column, kind, descends]], first: how many}; see predicate.py for trees
-- A value that SQLite might take otherwise (another kind than the column's, a number that is no whole double) ends it.
local UNSURE = 'unsure'

local function column_of(name, kind)
  local mark = '"' .. name .. '":' -- in a text the quotation marks would be escaped
  return function(raw)
    local _, at = string.find(raw, mark, 1, true)
    local initial = at and string.sub(raw, at + 1, at + 1)
    if not at or initial == 'n' then return nil end
    local value
    if initial ~= '"' then value = tonumber(string.match(raw, '^[^,}]+', at + 1))
    else value = string.match(raw, '^"([^"\\]*)"', at + 1) or cjson.decode(string.match(raw, '^%d+ %d+ (.*)$'))[name] end
    if type(value) ~= kind or kind == 'number' and math.abs(value) >= 2 ^ 53 then error(UNSURE, 0) end
    return value
  end
end

-- Lua's own order of texts is the locale's.
local function less(a, b)
  if type(a) ~= type(b) then error(UNSURE, 0) end
  if type(a) == 'number' then return a < b end
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
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
    return function(raw)
      local value, found = left(raw), false
      if value == nil and #tree[3] > 0 then return nil end
      for _, one in ipairs(tree[3]) do found = same(value, one) or found end
      return found
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
-- last of them, in no order; nil where it is not sure.
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
  local kept, last = {}, nil
  local full = math.max(2 * cut.first, 64)
  local function prune()
    if #kept <= cut.first then return end
    table.sort(kept, before)
    last = kept[math.max(cut.first, 1)]
    while #kept > 0 and before(last, kept[#kept]) do kept[#kept] = nil end
    full = math.max(full, 2 * #kept)
  end
  local sure, problem = pcall(function()
    each(function(pk, raw)
      if not meets(raw) then return end
      local row = {pk = pk, raw = raw}
      for i, key in ipairs(keys) do row[i] = key(raw) end
      if last and before(last, row) then return end
      kept[#kept + 1] = row
      if #kept >= full then prune() end
    end)
    prune()
  end)
  if not sure and problem ~= UNSURE then error(problem) end
  return sure and kept or nil
end
