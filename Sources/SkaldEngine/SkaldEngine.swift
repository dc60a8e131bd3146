// SkaldEngine
