// SkaldServer
