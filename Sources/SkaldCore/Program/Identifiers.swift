/// The place of a node in ``SagaProgram/nodes``.
public struct NodeID: Sendable, Hashable, Codable, Comparable {
  /// The index, from 0.
  public let index: Int
  /// Names the node at an index.
  public init(_ index: Int) { self.index = index }
  /// Orders by index.
  public static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
  /// Encodes the index alone.
  public func encode(to encoder: any Encoder) throws { try index.encode(to: encoder) }
  /// Decodes the index alone.
  public init(from decoder: any Decoder) throws { index = try Int(from: decoder) }
}

/// The place of a step in ``SagaProgram/steps``.
public struct StepID: Sendable, Hashable, Codable, Comparable {
  /// The index, from 0.
  public let index: Int
  /// Names the step at an index.
  public init(_ index: Int) { self.index = index }
  /// Orders by index.
  public static func < (left: StepID, right: StepID) -> Bool { left.index < right.index }
  /// Encodes the index alone.
  public func encode(to encoder: any Encoder) throws { try index.encode(to: encoder) }
  /// Decodes the index alone.
  public init(from decoder: any Decoder) throws { index = try Int(from: decoder) }
}

/// The place of an operation in ``SagaProgram/operations``.
public struct OperationID: Sendable, Hashable, Codable {
  /// The index, from 0.
  public let index: Int
  /// Names the operation at an index.
  public init(_ index: Int) { self.index = index }
  /// Encodes the index alone.
  public func encode(to encoder: any Encoder) throws { try index.encode(to: encoder) }
  /// Decodes the index alone.
  public init(from decoder: any Decoder) throws { index = try Int(from: decoder) }
}

/// The place of an event type in ``SagaProgram/events``.
public struct EventTypeID: Sendable, Hashable, Codable {
  /// The index, from 0.
  public let index: Int
  /// Names the event type at an index.
  public init(_ index: Int) { self.index = index }
  /// Encodes the index alone.
  public func encode(to encoder: any Encoder) throws { try index.encode(to: encoder) }
  /// Decodes the index alone.
  public init(from decoder: any Decoder) throws { index = try Int(from: decoder) }
}

/// The place of an entity in ``SagaProgram/entities``.
public struct EntityID: Sendable, Hashable, Codable {
  /// The index, from 0.
  public let index: Int
  /// Names the entity at an index.
  public init(_ index: Int) { self.index = index }
  /// Encodes the index alone.
  public func encode(to encoder: any Encoder) throws { try index.encode(to: encoder) }
  /// Decodes the index alone.
  public init(from decoder: any Decoder) throws { index = try Int(from: decoder) }
}

/// The place of a policy in ``SagaProgram/tuning``.
public struct PolicyID: Sendable, Hashable, Codable {
  /// The index, from 0.
  public let index: Int
  /// Names the policy at an index.
  public init(_ index: Int) { self.index = index }
  /// Encodes the index alone.
  public func encode(to encoder: any Encoder) throws { try index.encode(to: encoder) }
  /// Decodes the index alone.
  public init(from decoder: any Decoder) throws { index = try Int(from: decoder) }
}

/// The place of a region in ``SagaProgram/regions``.
public struct RegionID: Sendable, Hashable, Codable {
  /// The index, from 0.
  public let index: Int
  /// Names the region at an index.
  public init(_ index: Int) { self.index = index }
  /// Encodes the index alone.
  public func encode(to encoder: any Encoder) throws { try index.encode(to: encoder) }
  /// Decodes the index alone.
  public init(from decoder: any Decoder) throws { index = try Int(from: decoder) }
}

/// The place of a sub-saga in ``SagaProgram/subSagas``.
public struct SubSagaID: Sendable, Hashable, Codable {
  /// The index, from 0.
  public let index: Int
  /// Names the sub-saga at an index.
  public init(_ index: Int) { self.index = index }
  /// Encodes the index alone.
  public func encode(to encoder: any Encoder) throws { try index.encode(to: encoder) }
  /// Decodes the index alone.
  public init(from decoder: any Decoder) throws { index = try Int(from: decoder) }
}
