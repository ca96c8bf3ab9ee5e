using CsCheck;
using LocalSandbox.Runtimes;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Runtimes;

public sealed class SandboxLabelsTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["aZ09._-= ,ÄÿĀ日_2"], 0, 8];

    [Theory]
    [InlineData("", "")]
    [InlineData("abc-1.2", "abc-1.2")]
    [InlineData("a_b", "a_5Fb")]
    [InlineData("ghcr.io/x:y", "ghcr.io_2Fx_3Ay")]
    [InlineData("ä", "_C3_A4")]
    [InlineData("\n", "_0A")]
    public void Encode_EachText_IsReadable(string text, string expected) => SandboxLabels.Encode(text).Should().Be(expected);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Encode_AnyText_HoldsOnlyWhatEveryEngineTakes() => Gen.String.Sample(text =>
        SandboxLabels.Encode(text).All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'));

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Encode_AnyTwoTexts_AreEqualOnlyWhenTheTextsAre() => Gen.Select(Text, Text).Sample((one, other) =>
        SandboxLabels.Encode(one) == SandboxLabels.Encode(other) == (one == other));

    [Theory]
    [InlineData("local-sandbox", true)]
    [InlineData("local-sandbox-b", false)]
    [InlineData("Local-Sandbox", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void AreOurs_EachPrefixLabel_MustBeExactlyOurs(string? label, bool expected)
    {
        var facts = new ContainerFacts("1", "local-sandbox-one", ContainerState.Running)
        {
            Labels = label is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["io.localsandbox.prefix"] = label },
        };

        SandboxLabels.AreOurs(facts, "local-sandbox").Should().Be(expected);
    }

    [Fact]
    public void Spec_EveryLabelValue_HoldsOnlyWhatEveryEngineTakes() =>
        Specs.Of(options => options.Image = "ghcr.io/a/b@sha256:00", new SandboxRequest("one") { ThreadId = "t=1,2 \"x\"" }).Labels
            .Should().OnlyContain(label => label.Value.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c == '.' || c == '-'));
}
