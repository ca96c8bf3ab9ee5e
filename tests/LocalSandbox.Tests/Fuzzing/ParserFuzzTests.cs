using System.Text;
using CsCheck;
using LocalSandbox.Networking;
using LocalSandbox.Processes;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Runtimes.Podman;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Fuzzing;

/// <summary>Any bytes in, a value or the one expected error out. The number of cases is set by <c>CsCheck_Iter</c>; tests/run.sh asks for 100,000.</summary>
[Trait("Category", "Fuzz")]
public sealed class ParserFuzzTests
{
    private static readonly IErrorTexts[] Texts = [new DockerErrors(), new PodmanErrors()];

    private static readonly string[] Documents =
        [.. Captures.All.Where(capture => capture.Case.Contains("inspect", StringComparison.Ordinal)).Select(capture => capture.Stdout).Where(text => text.Length < 4000)];

    private static readonly string[] Errors = [.. Captures.All.Select(capture => capture.Stderr).Where(text => text.Length > 0).Distinct()];

    [Fact]
    public void DockerInspect_AnyDocument_IsFactsOrAFormatException() => DamagedText.Of(Documents).Sample(document =>
    {
        try
        {
            return DockerInspect.Parse(document, DockerStates.Read).All(facts => facts.Id.Length > 0 && facts.Name.Length > 0);
        }
        catch (FormatException)
        {
            return true;
        }
    });

    [Fact]
    public void ErrorTexts_AnyText_HasAVerdict() => DamagedText.Of(Errors).Sample(text =>
    {
        foreach (var errors in Texts)
        {
            _ = errors.SayClientIsTooNew(text) | errors.SayRemovalInProgress(text);
            if (!Enum.IsDefined(errors.Classify(text)) || errors.SayAbsent(text, []))
            {
                return false;
            }
        }

        return true;
    });

    [Fact]
    public void ContainerTimestamp_AnyText_IsADateOrNull() => Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["0123456789-:.TZ+"], 0, 40]).Sample(text => ContainerTimestamp.Parse(text) is null or { Year: > 1 });

    [Fact]
    public void SandboxFingerprint_AnyLabel_IsComparable() => Gen.String.Sample(label =>
        SandboxFingerprint.Of(Specs.Of()).DescribeDifference(SandboxFingerprint.Parse(label)).Length > 0);

    [Fact]
    public void HostAddress_AnyText_IsAnAddressOrNot() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["[]:.0123456789abcdef%"], 0, 30]).Sample(text =>
    {
        _ = LocalHosts.Contains(text) | LocalHosts.IsLoopbackName(text);
        return !HostAddress.TryParse(text, out var address) || address is not null;
    });

    [Fact]
    public void CommandLineText_AnyArguments_IsOneText() =>
        Gen.String.Array[0, 6].Sample(arguments => CommandLineText.Format("docker", arguments).StartsWith("docker", StringComparison.Ordinal));

    [Fact]
    public void OutputBuffer_AnyBytesInAnyPieces_IsTheirText() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        var buffer = new OutputBuffer(1000);
        var stream = new MemoryStream(bytes);
        buffer.FillAsync(stream, default).GetAwaiter().GetResult();
        return !buffer.IsTruncated && buffer.ReadText() == Encoding.UTF8.GetString(bytes);
    });
}
