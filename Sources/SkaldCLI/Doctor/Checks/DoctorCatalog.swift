/// Every check in the order of the report; a new one is a file beside this one and a line here.
enum DoctorCatalog {
  static let all: [DoctorCheck] = [
    .configurationCheck, .definitionsCheck, .secretsCheck, .databaseCheck, .holderCheck, .journalCheck,
    .permissionsCheck, .sqliteCheck, .diskCheck, .flushCheck, .filesCheck, .listenCheck, .authCheck, .egressCheck,
    .servicesCheck, .zonesCheck, .clockCheck,
  ]
}
