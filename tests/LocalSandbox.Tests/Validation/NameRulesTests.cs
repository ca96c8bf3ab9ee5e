using LocalSandbox.Validation;

namespace LocalSandbox.Tests.Validation;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("ab")]
    [InlineData("A1")]
    [InlineData("0_.-")]
    [InlineData("5d41402abc4b2a76b9719d911017c592")]
    public void Check_ValidName_IsNull(string name) => NameRules.Check("Field", name).Should().BeNull();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("-a")]
    [InlineData(".a")]
    [InlineData("_a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ab\n")]
    [InlineData("aä")]
    [InlineData("a\0b")]
    [InlineData("../x")]
    public void Check_BadName_NamesFieldAndValue(string? name) =>
        NameRules.Check("Field", name).Should().Contain("Field").And.Contain($"'{name}'");

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void CheckContainerName_WholeName_MayHave63Characters(int length, bool isValid) =>
        (NameRules.CheckContainerName("Field", "ab", new string('x', length)) is null).Should().Be(isValid);
}
