// SkaldYAML
