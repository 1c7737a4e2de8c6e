-- Put before each script. ARGV[1]: namespace, ARGV[2]: the script's argument as JSON.
-- An emptied Redis must not look like a database without rows.
local ns = ARGV[1]
local given = cjson.decode(ARGV[2])
local mark = redis.call('GET', ns .. ':rome')
if not mark then return redis.error_reply('NOMARKER namespace ' .. ns .. ' was never seeded, or Redis was emptied') end
if mark ~= LAYOUT then
  return redis.error_reply('NOMARKER namespace ' .. ns .. ' has layout ' .. mark .. ', not ' .. LAYOUT .. ': seed it again')
end
local CHUNK = 500 -- values per command: Lua's stack bounds unpack()
local function chunks(list, use)
  for i = 1, #list, CHUNK do use({unpack(list, i, math.min(i + CHUNK - 1, #list))}) end
end
local function version_of(raw) return raw and tonumber(string.match(raw, '^(%d+) ')) or 0 end
