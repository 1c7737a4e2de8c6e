-- The next autoincrement id of a table. Ids go up only: one that was given out never comes again. given: {t: table}
return redis.call('INCR', ns .. ':seq:' .. given.t)
