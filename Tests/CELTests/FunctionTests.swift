import CEL
import SkaldValue
import Testing

@Suite("Functions")
struct FunctionTests {
  @Test(
    "conversions refuse what they cannot keep",
    arguments: [
      Example("int('42')", "42"), Example("int(' 42')", "! invalid argument"),
      Example("int('+42')", "! invalid argument"), Example("int(1.9)", "1"), Example("int(1e19)", "! overflow"),
      Example("int(0.0 / 0.0)", "! overflow"), Example("int(true)", "! no overload"),
      Example("uint('7')", "7u"), Example("uint(-1)", "! overflow"), Example("uint(-0.5)", "0u"),
      Example("double('1.5e3')", "1500.0"), Example("double('0x10')", "! invalid argument"),
      Example("double('NaN') == double('NaN')", "false"),
      Example("string(12)", #""12""#), Example("string(1.0)", #""1""#), Example("string(1.25)", #""1.25""#),
      Example("string(true)", #""true""#), Example("string(null)", "! no overload"),
      Example("string(b'\\xff')", "! invalid argument"), Example("bytes('é') == b'\\xc3\\xa9'", "true"),
      Example("bool('True')", "true"), Example("bool('yes')", "! invalid argument"),
      Example("type(1) == int", "true"), Example("type(type(1)) == type", "true"),
      Example("type(duration('1s')) == google.protobuf.Duration", "true"),
      Example("size('naïve')", "5"), Example("'👍🏽'.size()", "2"), Example("size(1)", "! no overload"),
      Example("size('a', 'b')", "! no overload"),
    ])
  func conversions(example: Example) {
    #expect(result(example.source) == example.expected)
  }

  @Test(
    "texts count code points",
    arguments: [
      Example("'héllo'.charAt(1)", #""é""#), Example("'ab'.charAt(2)", #""""#),
      Example("'ab'.charAt(3)", "! invalid argument"), Example("'héllo'.indexOf('l')", "2"),
      Example("'hello'.indexOf('l', 3)", "3"), Example("'hello'.indexOf('z')", "-1"),
      Example("'hello'.indexOf('l', 9)", "! invalid argument"), Example("'abcabd'.lastIndexOf('ab')", "3"),
      Example("'aaa'.lastIndexOf('aa', 0)", "0"), Example("'aaa'.lastIndexOf('', 1)", "1"),
      Example("['a', 'b'].join(', ')", #""a, b""#), Example("[1].join()", "! no overload"),
      Example("'a,b,,c'.split(',')", #"["a", "b", "", "c"]"#), Example("'a,b,c'.split(',', 2)", #"["a", "b,c"]"#),
      Example("'abc'.split('')", #"["a", "b", "c"]"#), Example("'a'.split(',', 0)", "[]"),
      Example("'abab'.replace('b', 'x')", #""axax""#), Example("'abab'.replace('b', 'x', 1)", #""axab""#),
      Example("'ab'.replace('', '-')", #""-a-b-""#), Example("'ab'.replace('', '-', 2)", #""-a-b""#),
      Example("'ab'.replace('a', 'b', 0)", #""ab""#), Example("'hello'.substring(1, 3)", #""el""#),
      Example("'hello'.substring(3, 1)", "! invalid argument"), Example("'ÄB'.lowerAscii()", #""Äb""#),
      Example("'  a\\u00a0'.trim()", #""a""#), Example("'añb'.reverse()", #""bña""#),
      Example("strings.quote('a\"b\\n')", #""\"a\\\"b\\n\"""#), Example("'abc'.startsWith('ab')", "true"),
      Example("'abc'.endsWith('bc')", "true"), Example("'aab'.contains('ab')", "true"),
      Example("'abc'.contains(1)", "! no overload"), Example("base64.encode(b'ab')", #""YWI=""#),
      Example("base64.decode('YWI') == b'ab'", "true"), Example("base64.decode('Y')", "! invalid argument"),
      Example("base64.decode('Y*==')", "! invalid argument"),
    ])
  func texts(example: Example) {
    #expect(result(example.source) == example.expected)
  }

  @Test(
    "format rounds the exact digits",
    arguments: [
      Example("'%s is %d'.format(['a', 1])", #""a is 1""#), Example("'%.2f'.format([2.675])", #""2.67""#),
      Example("'%.0f'.format([0.5])", #""0""#), Example("'%.0f'.format([2.5])", #""2""#),
      Example("'%.0f'.format([0.6])", #""1""#), Example("'%.1f'.format([9.96])", #""10.0""#),
      Example("'%.3f'.format([0.0004])", #""0.000""#), Example("'%f'.format([0.0])", #""0.000000""#),
      Example("'%.2f'.format([-1.005])", #""-1.00""#), Example("'%.2f'.format([3])", #""3.00""#),
      Example("'%.1e'.format([99.96])", #""1.0e+02""#), Example("'%e'.format([0.0])", #""0.000000e+00""#),
      Example("'%.2e'.format([0.000125])", #""1.25e-04""#),
      Example("'%x %X %o %b'.format([255, 255, 8, 5])", #""ff FF 10 101""#),
      Example("'%x'.format(['hi'])", #""6869""#), Example("'%b'.format([true])", #""1""#),
      Example("'%x'.format([-255])", #""-ff""#),
      Example("'%s'.format([{'b': [1, null], 'a': 2.0}])", #""{a: 2, b: [1, null]}""#),
      Example("'%d'.format(['a'])", "! invalid argument"), Example("'%s'.format([])", "! invalid argument"),
      Example("'%q'.format([1])", "! invalid argument"), Example("'%'.format([1])", "! invalid argument"),
      Example("'%.999f'.format([1.0])", "! invalid argument"), Example("'%s'.format('a')", "! no overload"),
    ])
  func format(example: Example) {
    #expect(result(example.source) == example.expected)
  }

  @Test(
    "mathematics",
    arguments: [
      Example("math.greatest(1, 2.5, 2u)", "2.5"), Example("math.least([3, 1, 2])", "1"),
      Example("math.greatest([])", "! no overload"), Example("math.greatest('a', 'b')", "! no overload"),
      Example("math.ceil(1.2)", "2.0"), Example("math.floor(-1.2)", "-2.0"), Example("math.round(2.5)", "3.0"),
      Example("math.trunc(-1.7)", "-1.0"), Example("math.ceil(1)", "! no overload"),
      Example("math.abs(-9223372036854775808)", "! overflow"), Example("math.abs(-2)", "2"),
      Example("math.sign(-2.5)", "-1.0"), Example("math.sqrt(9)", "3.0"),
      Example("math.isNaN(math.sqrt(-1.0))", "true"),
      Example("math.isInf(1.0 / 0.0)", "true"), Example("math.isFinite(1.0)", "true"),
      Example("math.bitAnd(6, 3)", "2"), Example("math.bitOr(6u, 1u)", "7u"), Example("math.bitXor(6, 3)", "5"),
      Example("math.bitNot(0)", "-1"), Example("math.bitShiftLeft(1, 63)", "-9223372036854775808"),
      Example("math.bitShiftLeft(1, 64)", "0"), Example("math.bitShiftRight(-1, 60)", "15"),
      Example("math.bitShiftRight(1, -1)", "! invalid argument"), Example("math.bitAnd(1, 1u)", "! no overload"),
    ])
  func mathematics(example: Example) {
    #expect(result(example.source) == example.expected)
  }
}
