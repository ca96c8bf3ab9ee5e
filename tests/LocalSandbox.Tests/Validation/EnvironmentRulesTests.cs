using CsCheck;
using LocalSandbox.Validation;

namespace LocalSandbox.Tests.Validation;

public sealed class EnvironmentRulesTests
{
    [Theory]
    [InlineData("A", "")]
    [InlineData("HOME", " ")]
    [InlineData("A B", "x")]
    [InlineData("1-x.y", "x")]
    [InlineData("A", "line\nbreak\r\n")]
    [InlineData("A", "日本 🙂 =\"'$")]
    [InlineData("https_proxy", "http://p:3 ")]
    [InlineData("#A", "x")]
    public void Check_WhatCanBeHandedOver_IsFine(string name, string value) => Check(name, value).Should().BeEmpty();

    [Theory]
    [InlineData("", "secret")]
    [InlineData("A\0", "secret")]
    [InlineData("A\nB", "secret")]
    [InlineData("A*", "secret")]
    [InlineData("*", "secret")]
    [InlineData("A", null)]
    [InlineData("A", "secret\0")]
    [InlineData("DOCKER_HOST", "secret\n")]
    [InlineData("PATH", "secret\r")]
    [InlineData("HOME", "")]
    [InlineData("#X_PROXY", "secret")]
    [InlineData("X Y_PROXY", "secret")]
    public void Check_WhatCannot_NamesFieldAndVariableButNotTheValue(string name, string? value) =>
        Check(name, value).Should().ContainSingle().Which.Should().Contain("Environment").And.Contain($"'{name}'").And.NotContain("secret");

    [Theory]
    [InlineData("A=secret", "'A=***'")]
    [InlineData("A=secret=secret", "'A=***'")]
    [InlineData("=secret", "'=***'")]
    public void Check_WholeAssignmentAsAName_DoesNotShowItsValue(string name, string expected) =>
        Check(name, "").Should().ContainSingle().Which.Should().Contain(expected).And.NotContain("secret");

    [Fact]
    public void Check_NotUnicode_IsRefused()
    {
        Check("\ud800", "x").Should().ContainSingle();
        Check("A", "\udc00").Should().ContainSingle();
    }

    [Theory]
    [InlineData("A", 131_071, true)]
    [InlineData("A", 131_072, false)]
    [InlineData("PATH", 65_535, true)]
    [InlineData("PATH", 65_536, false)]
    public void Check_Length_CountsNameAndValueInBytes(string name, int bytes, bool isValid)
    {
        var rest = bytes - $"{name}=".Length;

        Check(name, new string('x', rest)).Any().Should().Be(!isValid);
        Check(name, new string('ä', rest / 2) + new string('x', rest % 2)).Any().Should().Be(!isValid);
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Check_AnyNameAndValue_NeverThrowsAndNeverShowsTheValue() => Gen.Select(Gen.String, Gen.Guid).Sample((name, guid) =>
        !string.Concat(Check(name, $"\0{guid}")).Contains(guid.ToString(), StringComparison.Ordinal));

    private static IEnumerable<string> Check(string name, string? value) =>
        EnvironmentRules.Check("Environment", [new KeyValuePair<string, string>(name, value!)]);
}
