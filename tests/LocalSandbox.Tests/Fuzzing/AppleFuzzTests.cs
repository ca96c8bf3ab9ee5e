using CsCheck;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Tests.Runtimes.Apple;
using LocalSandbox.Validation;

namespace LocalSandbox.Tests.Fuzzing;

/// <summary>What Apple's command line says, damaged: a value or the one expected error out.</summary>
[Trait("Category", "Fuzz")]
public sealed class AppleFuzzTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 7, 18, 40, 0, TimeSpan.Zero);

    private static readonly string[] Errors = [.. AppleErrorTexts.All.Select(text => (string)text[1])];

    private static readonly Gen<string> Version = Gen.OneOf(
        DamagedText.Of("container CLI version 1.2.2 (build: release, commit: 0190097)"),
        Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt).Select((major, minor, patch) => $"container CLI version {major}.{minor}.{patch}"));

    [Fact]
    public void AppleContainers_AnyDocument_IsFactsOrAFormatException() => DamagedText.Of(AppleSamples.From060, AppleSamples.From080, AppleSamples.From100).Sample(document =>
    {
        try
        {
            return AppleContainers.Parse(document, Now).All(facts => facts.Id.Length > 0 && facts.Name.Length > 0);
        }
        catch (FormatException)
        {
            return true;
        }
    });

    [Fact]
    public void AppleErrors_AnyText_HasAVerdict() => DamagedText.Of(Errors).Sample(text =>
    {
        var code = AppleErrors.Classify(text);
        return Enum.IsDefined(code) && AppleErrors.HintFor(code) is null or { Length: > 0 } && AppleErrors.Text(text).Length <= text.Length;
    });

    [Fact]
    public void AppleVersion_AnyText_IsAVersionThatReadsBackOrNull() => Version.Sample(text =>
        AppleVersion.Parse(text) is not { } version || (AppleVersion.Parse($"version {version}") == version && version.Major >= 0));

    /// <summary>Whatever the label holds: the name is found again, and an id is never taken for a name.</summary>
    [Fact]
    public void AppleContainerId_AnyAttempt_LeadsBackToTheName() => Gen.Select(
        Gen.String[Gen.Char["aZ09_.-"], 1, 20].Select(rest => $"x{rest}"),
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789abcdefA@"], 0, 40])).Sample((name, attempt) =>
    {
        var id = AppleContainerId.Of(name, new Dictionary<string, string> { [SandboxLabels.Attempt] = attempt });
        return AppleContainerId.NameOf(id) == name
            && AppleContainerId.IsId(id) == (id != name)
            && NameRules.CheckContainerId("id", id) is null
            && (id == name || NameRules.Check("name", id) is not null);
    });

    [Fact]
    public void AppleContainerId_AnyText_HasANameWithoutASeparator() =>
        Gen.String[Gen.Char["a@0\n"], 0, 10].Sample(text => !AppleContainerId.IsId(AppleContainerId.NameOf(text)));
}
