// SkaldRuntime
