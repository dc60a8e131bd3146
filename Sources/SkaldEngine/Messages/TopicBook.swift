import SkaldCore
import SkaldRuntime
import SkaldValue

/// The topics of the contracts that active definitions stand on. A type without a topic is a topic of its own.
struct TopicBook {
  /// A type of event.
  struct TypeEntry {
    let name: String
    let key: String?
    var emittedBy: [String] = []
    var heardBy: [String] = []
  }

  /// By type.
  private var topicOfType: [String: String] = [:]
  private var types: [String: TypeEntry] = [:]
  private var steps: [String: [String: Set<String>]] = [:]

  init(_ programs: [SagaProgram]) {
    for program in programs {
      for type in program.events {
        topicOfType[type.name] = type.topic ?? type.name
        if types[type.name] == nil { types[type.name] = TypeEntry(name: type.name, key: type.key) }
      }
      for (event, step) in program.publications {
        let name = program.event(event).name
        steps[program.name, default: [:]][name, default: []].insert(step)
      }
      for name in steps[program.name, default: [:]].keys { types[name]?.emittedBy.append(program.name) }
      for name in program.heardEvents { types[name]?.heardBy.append(program.name) }
    }
  }

  /// The names of all topics, sorted.
  var names: [String] { Set(topicOfType.values).sorted() }

  /// The types of a topic, by name.
  func types(of topic: String) -> [TypeEntry] {
    types.values.filter { topicOfType[$0.name] == topic }.sorted { $0.name < $1.name }
  }

  /// The topic of a message.
  func topic(of message: Message) -> String {
    if case .emitted(let row, let index) = message.origin, let topic = row.events[index].topic { return topic }
    return topicOfType[message.type] ?? message.type
  }

  /// The step that emits a type of event in a saga; nil where several do, or none that is known.
  func step(of type: String, in saga: String) -> String? {
    guard let found = steps[saga]?[type], found.count == 1, let step = found.first, !step.isEmpty else { return nil }
    return step
  }
}

extension SagaProgram {
  /// Every place that emits, with the step's title; empty for the outcome of the whole.
  fileprivate var publications: [(event: EventTypeID, step: String)] {
    var found: [(EventTypeID, String)] = []
    func add(_ emissions: [Emission], _ title: String) { found += emissions.map { ($0.event, title) } }
    for node in nodes {
      switch node.instruction {
      case .emit(let id, let emission): add([emission], step(id).title)
      case .invoke(let invoke):
        add(invoke.emissions + invoke.undo.flatMap(\.emissions), step(invoke.step).title)
      default: continue
      }
    }
    for effects in [outcome.completed, outcome.compensating, outcome.compensated, outcome.stuck] {
      add(effects.emissions, "")
    }
    for reaction in participation?.reactions ?? [] { add(reaction.emissions, step(reaction.step).title) }
    return found
  }

  /// The types of events that it begins with or waits for, sorted.
  var heardEvents: [String] {
    Set(startingEvents.map { event($0).name } + correlations.map { event($0.event).name }).sorted()
  }
}
