extension DoctorCheck {
  /// Who may do what.
  static let authCheck = DoctorCheck("auth") { _ in
    [.note("no token is asked for: whoever reaches the address may do everything")]
  }
}
