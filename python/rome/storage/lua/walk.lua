-- The first rows of a list along an ordered index; see walk.py for cut.walk, and layout.py for places.
local ESCAPED = {['\1\1'] = '\0', ['\1\2'] = '\1'}
local function key_in(place) return (string.gsub(string.match(place, '([^%z]*)$'), '\1.', ESCAPED)) end

-- The first rows along an ordered index, of those that meet the condition, until the columns that the index has in
-- order change after enough of them: SQLite orders the rest. nil where it is not sure, or passes over too many.
local function walk(cut, hash, patience)
  local w, meets, keys = cut.walk, condition(cut.where), {}
  for i = 1, w.covered do keys[i] = column_of(cut.order[i][1], cut.order[i][2]) end
  local key, command = ns .. ':ord:' .. w.set, w.reverse and 'ZREVRANGEBYLEX' or 'ZRANGEBYLEX'
  local low, high = '[' .. w.prefix, '[' .. w.prefix .. '\255'
  if w.from ~= '' and w.reverse then high = '[' .. w.prefix .. w.from .. '\255'
  elseif w.from ~= '' then low = '[' .. w.prefix .. w.from end
  local kept, passed, batch = {}, 0, math.min(cut.first + 1, CHUNK)
  while passed <= patience do
    local places = redis.call(command, key, w.reverse and high or low, w.reverse and low or high, 'LIMIT', 0, batch)
    local pks = {}
    for i, place in ipairs(places) do pks[i] = key_in(place) end
    for i, raw in ipairs(#pks > 0 and redis.call('HMGET', hash, unpack(pks)) or {}) do
      if raw and meets(raw) then
        local row, last = {pk = pks[i], raw = raw}, kept[cut.first]
        for k, of in ipairs(keys) do
          row[k] = of(raw)
          if last and row[k] ~= last[k] then return kept end
        end
        kept[#kept + 1] = row
      end
    end
    if #places < batch then return kept end
    passed, batch = passed + #places, math.min(batch * 2, CHUNK)
    if w.reverse then high = '(' .. places[#places] else low = '(' .. places[#places] end
  end
end

-- Not where few of the index's rows are among the n of the cheapest other way: that is shorter then. It passes over as
-- many rows as there is room for; 0 is any number.
local function along_an_index(ask, n, room)
  local w, first = ask.cut.walk, ask.cut.first
  if not w then return nil end
  local total = redis.call('ZLEXCOUNT', ns .. ':ord:' .. w.set, '[' .. w.prefix, '[' .. w.prefix .. '\255')
  if 2 * first * math.max(1, total / n) >= n then return nil end
  return surely(walk, ask.cut, ns .. ':row:' .. ask.t, room > 0 and math.min(n, room) or n)
end
