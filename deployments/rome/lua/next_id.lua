-- The next autoincrement id of a table. Ids only go up: none is given out again. given: {t: table}
return redis.call('INCR', ns .. ':seq:' .. given.t)
