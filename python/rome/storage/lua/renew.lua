-- Renews the locks of running transactions. given: {ttl (ms), held: {token: [name]}}
for token, names in pairs(given.held) do
  for _, name in ipairs(names) do
    local key = ns .. ':lock:' .. name
    if redis.call('GET', key) == token then redis.call('PEXPIRE', key, given.ttl) end
  end
end
return 1
