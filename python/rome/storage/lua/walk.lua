-- The first rows of a list along an ordered index; see walk.py for cut.walk, and layout.py for places.
local ESCAPED = {['\1\1'] = '\0', ['\1\2'] = '\1'}
local function key_in(place)
  local key = string.match(place, '^.*%z(.*)$') -- of what follows the last NUL; greedy, so that it is found from the end
  return string.find(key, '\1', 1, true) and string.gsub(key, '\1.', ESCAPED) or key
end

-- Whether the index is the shortest way to an ask's first rows: not where few of its rows are among the n of the cheapest
-- other way.
local function walks(ask, n)
  local w = ask.cut and ask.cut.walk
  if not w or n <= ask.cut.first then return false end
  local total = redis.call('ZLEXCOUNT', ns .. ':ord:' .. w.set, '[' .. w.prefix, '[' .. w.prefix .. '\255')
  return 2 * ask.cut.first * math.max(1, total / n) < n
end

-- The first rows along the index, of those that meet the condition, until the columns that the index has in order
-- change after enough of them: SQLite orders the rest. After `patience` rows it returns the place to go on from, too.
-- from: such a place or '', kept: how many rows were kept before it, last: the raw row that made them enough, or ''.
local function walk(ask, patience, from, kept, last)
  local cut, w, rows, hash = ask.cut, ask.cut.walk, {}, ns .. ':row:' .. ask.t
  local meets, keys = condition(cut.where), {}
  for i = 1, w.covered do keys[i] = column_of(cut.order[i][1], cut.order[i][2]) end
  local key, command = ns .. ':ord:' .. w.set, w.reverse and 'ZREVRANGEBYLEX' or 'ZRANGEBYLEX'
  local low, high = '[' .. w.prefix, '[' .. w.prefix .. '\255'
  if from ~= '' then from = '(' .. from
  elseif w.from ~= '' then from = '[' .. w.prefix .. w.from .. (w.reverse and '\255' or '') end
  local passed, batch = 0, math.min(cut.first + 1, CHUNK)
  local function covered(raw)
    local values = {}
    for i, of in ipairs(keys) do values[i] = of(raw) end
    return values
  end
  local enough = last ~= '' and covered(last) or nil
  while passed < patience do
    batch = math.min(batch, patience - passed)
    if from ~= '' then if w.reverse then high = from else low = from end end
    local places = redis.call(command, key, w.reverse and high or low, w.reverse and low or high, 'LIMIT', 0, batch)
    local pks = {}
    for i, place in ipairs(places) do pks[i] = key_in(place) end
    for i, raw in ipairs(#pks > 0 and redis.call('HMGET', hash, unpack(pks)) or {}) do
      if raw and meets(raw) then
        local values = covered(raw)
        for k = 1, enough and #keys or 0 do
          if values[k] ~= enough[k] then return rows end
        end
        rows[#rows + 1], kept = {pk = pks[i], raw = raw}, kept + 1
        if kept == cut.first then enough = values end
      end
    end
    if #places < batch then return rows end
    passed, batch, from = passed + batch, math.min(batch * 2, CHUNK), '(' .. places[#places]
  end
  return rows, string.sub(from, 2)
end
