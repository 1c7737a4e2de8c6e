-- Gives up the locks of a transaction that did not commit. given: {token, locks: [name]}
for _, name in ipairs(given.locks) do
  local key = ns .. ':lock:' .. name
  if redis.call('GET', key) == given.token then redis.call('DEL', key) end
end
redis.call('DEL', ns .. ':wait:' .. given.token)
return 1
