using CsCheck;
using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Processes;

public sealed class SecretTextTests
{
    [Theory]
    [InlineData("token is abcd!", "token is ***!", "abcd")]
    [InlineData("abcd abcd", "*** ***", "abcd")]
    [InlineData("abcdef", "***", "abcd", "abcdef")]
    [InlineData("abcdef", "***", "abcdef", "abcd")]
    [InlineData("1 true no", "1 true no", "1", "no", "")]
    [InlineData("ABCD", "ABCD", "abcd")]
    [InlineData("", "", "abcd")]
    [InlineData("a\nb\ncd\ne", "a\n***\ne", "b\ncd")]
    [InlineData("the token is abcd.", "the token is ***.", "abcd\n")]
    [InlineData("the token is abcd.", "the token is ***.", " abcd\r\n")]
    [InlineData("a b c", "a b c", "    ")]
    [InlineData("MIIEvQIBADANBgkq\n-----END KEY-----", "***\n***", "-----BEGIN KEY-----\r\nMIIEvQIBADANBgkq\r\n-----END KEY-----\r\n")]
    [InlineData("begin\nmiddle", "begin\nmiddle", "begin\nmiddle\nend")]
    public void Mask_Values_AreReplacedLongestFirst(string text, string expected, params string[] secrets) =>
        SecretText.Mask(text, secrets).Should().Be(expected);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Mask_AnySecretInAnyText_IsGone() =>
        Gen.Select(Gen.String[Gen.Char["ab"], 4, 6], Gen.String[Gen.Char["ab"], 4, 6], Gen.String[Gen.Char["ab \n"], 0, 30]).Sample((one, two, text) =>
        {
            var masked = SecretText.Mask($"{text}{one}{text}{two}", [one, two]);

            return !masked.Contains(one, StringComparison.Ordinal) && !masked.Contains(two, StringComparison.Ordinal);
        });
}
