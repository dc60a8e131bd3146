// SkaldHTTP
