-- Some of an ask's first rows, along an ordered index. given: {ask: see rows.lua, room: how many rows to pass over,
--   from, kept, last: see walk(), watch: name of the list of changes}
-- Returns {'more' | 'done' | 'unsure', the place to go on from, the rows as rows.lua's collector does}; nothing where the
-- list of changes is gone.
if not watching(given.watch) then return {} end
local add, all = collector()
local rows, place = surely(walk, given.ask, given.room, given.from, given.kept, given.last)
for _, row in ipairs(rows or {}) do add(given.ask.t, row.pk, row.raw) end
return {not rows and 'unsure' or place and 'more' or 'done', place or '', all()}
