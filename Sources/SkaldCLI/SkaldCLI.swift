// SkaldCLI
