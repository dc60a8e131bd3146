// SkaldCore
