// SkaldLanguage
