import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue
import Testing

@testable import SkaldVerify
