-- Commits one transaction, or changes nothing.
-- given: {token, keep (ms): how long a repeat finds that it was done, 0 if there are none, locks: [name],
--         read: [[table, pk, version]],
--         writes: [{t, pk, version, row: JSON or '', birth: that of a row whose key was changed, else 0,
--                   drop: [index set], add: [index set],
--                   leave: [[ordered index, place]], enter: [[ordered index, place]],
--                   free: [[unique hash, value]], take: [[unique hash, value]]}],
--         parents: [[table, columns or '', value]], children: [[table, columns, value]],
--         ids: {table: highest id}}
-- Returns [ 'done' ] or [ 'conflict' | 'duplicate' | 'reference', what ]
local done = ns .. ':done:' .. given.token
if given.keep > 0 and redis.call('EXISTS', done) == 1 then
  redis.call('PEXPIRE', done, given.keep) -- a write of this connection, for which WAIT waits
  return {'done'}
end
for _, name in ipairs(given.locks) do
  local holder = redis.call('GET', ns .. ':lock:' .. name)
  -- A row that nobody holds now is judged by its version, an answer of "no such row" by its lock alone.
  if holder ~= given.token and (holder or string.sub(name, 1, 5) == 'none:') then return {'conflict', 'the lock ' .. name} end
end
local written, freed = {}, {}
for _, r in ipairs(given.read) do
  if version_of(redis.call('HGET', ns .. ':row:' .. r[1], r[2])) ~= r[3] then
    return {'conflict', r[1] .. ' ' .. r[2]}
  end
end
for _, w in ipairs(given.writes) do
  if version_of(redis.call('HGET', ns .. ':row:' .. w.t, w.pk)) ~= w.version then
    return {'conflict', w.t .. ' ' .. w.pk}
  end
  written[w.t .. '\0' .. w.pk] = true
  for _, u in ipairs(w.free) do freed[u[1] .. '\0' .. u[2]] = true end
end
for _, w in ipairs(given.writes) do
  for _, u in ipairs(w.take) do
    local holder = redis.call('HGET', ns .. ':unq:' .. u[1], u[2])
    if holder and holder ~= w.pk and not freed[u[1] .. '\0' .. u[2]] then return {'duplicate', u[1]} end
  end
end
for _, p in ipairs(given.parents) do
  local hash = p[2] == '' and ':row:' .. p[1] or ':unq:' .. p[1] .. ':' .. p[2]
  if redis.call('HEXISTS', ns .. hash, p[3]) == 0 then return {'reference', p[1] .. ' ' .. p[3]} end
end
for _, c in ipairs(given.children) do
  for _, pk in ipairs(redis.call('SMEMBERS', ns .. ':idx:' .. c[1] .. ':' .. c[2] .. ':' .. c[3])) do
    if not written[c[1] .. '\0' .. pk] then return {'reference', c[1] .. ' ' .. pk} end
  end
end

for _, w in ipairs(given.writes) do
  for _, u in ipairs(w.free) do redis.call('HDEL', ns .. ':unq:' .. u[1], u[2]) end
end
for _, w in ipairs(given.writes) do
  local hash = ns .. ':row:' .. w.t
  for _, o in ipairs(w.leave) do redis.call('ZREM', ns .. ':ord:' .. o[1], o[2]) end
  for _, o in ipairs(w.enter) do redis.call('ZADD', ns .. ':ord:' .. o[1], 0, o[2]) end
  for _, name in ipairs(w.drop) do redis.call('SREM', ns .. ':idx:' .. name, w.pk) end
  if w.row == '' then redis.call('HDEL', hash, w.pk)
  else
    local old = redis.call('HGET', hash, w.pk)
    local birth = old and string.match(old, '^%d+ (%d+) ') or w.birth > 0 and w.birth or redis.call('INCR', ns .. ':births')
    redis.call('HSET', hash, w.pk, (w.version + 1) .. ' ' .. birth .. ' ' .. w.row)
    for _, u in ipairs(w.take) do redis.call('HSET', ns .. ':unq:' .. u[1], u[2], w.pk) end
    for _, name in ipairs(w.add) do redis.call('SADD', ns .. ':idx:' .. name, w.pk) end
  end
end
-- Only while somebody reads in slices. Who reads for so long that others change this much begins again.
local changes = ns .. ':changes'
if redis.call('EXISTS', changes) == 1 then
  for _, w in ipairs(given.writes) do redis.call('RPUSH', changes, w.t .. '\0' .. w.pk) end
  if redis.call('LLEN', changes) > 100000 then redis.call('DEL', changes) end
end
for t, id in pairs(given.ids) do
  local key = ns .. ':seq:' .. t
  if tonumber(redis.call('GET', key) or '0') < id then redis.call('SET', key, string.format('%.0f', id)) end
end
for _, name in ipairs(given.locks) do
  local key = ns .. ':lock:' .. name
  if redis.call('GET', key) == given.token then redis.call('DEL', key) end
end
if given.keep > 0 then redis.call('SET', done, '', 'PX', given.keep) end
return {'done'}
