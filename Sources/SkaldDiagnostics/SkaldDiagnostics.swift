// SkaldDiagnostics
