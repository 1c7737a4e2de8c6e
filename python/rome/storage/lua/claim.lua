-- Locks what a statement wrote, and tells what it could not know.
-- given: {token, ttl (ms), locks: [name], rows: [[table, pk, version]], uniques: [[table, columns, value]],
--         parents: [[table, columns or '', value]], children: [[table, columns, value]]}
-- Returns JSON: {state: 'wait' | 'deadlock'} or {state: 'held', passed: [name of a lock that is not held],
--         rows: [[table, pk, raw or false]] newer than given,
--         holders: [[table, pk, raw]] of the unique values, missing: [number of a parent],
--         children: [[table, pk]] that refer to what was removed}
local function is_question(name) return string.sub(name, 1, 5) == 'none:' end

-- Whom a transaction waits for, and the lock.
local function wait_of(token)
  local entry = redis.call('GET', ns .. ':wait:' .. token)
  if entry then return string.match(entry, '^(%S+) (.*)$') end
end

-- Whether waiting for the holder would close a circle, and whether a question is among what the others wait for.
local function circle(holder)
  local question = false
  for _ = 1, 64 do
    local name
    holder, name = wait_of(holder)
    if not holder then return false end
    question = question or is_question(name)
    if holder == given.token then return true, question end
  end
  return false
end

local passed = {}
for _, name in ipairs(given.locks) do
  local key = ns .. ':lock:' .. name
  local holder = redis.call('GET', key)
  if not holder then redis.call('SET', key, given.token, 'PX', given.ttl)
  elseif holder ~= given.token then
    local closed, question = circle(holder)
    -- SQL has no lock on what is not there: nobody is refused for it. Who waits for one gives way.
    if closed and is_question(name) then passed[#passed + 1] = name
    elseif closed and not question then
      redis.call('DEL', ns .. ':wait:' .. given.token)
      return cjson.encode({state = 'deadlock'})
    else
      redis.call('SET', ns .. ':wait:' .. given.token, holder .. ' ' .. name, 'PX', given.ttl)
      return cjson.encode({state = 'wait'})
    end
  end
end
redis.call('DEL', ns .. ':wait:' .. given.token)

local rows, holders, missing, children = {}, {}, {}, {}
for _, r in ipairs(given.rows) do
  local raw = redis.call('HGET', ns .. ':row:' .. r[1], r[2])
  if version_of(raw) ~= r[3] then rows[#rows + 1] = {r[1], r[2], raw} end
end
for _, u in ipairs(given.uniques) do
  local pk = redis.call('HGET', ns .. ':unq:' .. u[1] .. ':' .. u[2], u[3])
  if pk then holders[#holders + 1] = {u[1], pk, redis.call('HGET', ns .. ':row:' .. u[1], pk)} end
end
for i, p in ipairs(given.parents) do
  local hash = p[2] == '' and ':row:' .. p[1] or ':unq:' .. p[1] .. ':' .. p[2]
  if redis.call('HEXISTS', ns .. hash, p[3]) == 0 then missing[#missing + 1] = i - 1 end
end
for _, c in ipairs(given.children) do
  for _, pk in ipairs(redis.call('SMEMBERS', ns .. ':idx:' .. c[1] .. ':' .. c[2] .. ':' .. c[3])) do
    children[#children + 1] = {c[1], pk}
  end
end
return cjson.encode({state = 'held', passed = passed, rows = rows, holders = holders, missing = missing, children = children})
