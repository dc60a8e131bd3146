import Testing

/// Tests of real processes. One town at a time: its time-outs are short, and the machine may be small.
@Suite("Real processes", .serialized)
enum BlackBox {}
