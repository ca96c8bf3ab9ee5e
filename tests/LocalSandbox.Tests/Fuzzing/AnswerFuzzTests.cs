using CsCheck;
using LocalSandbox.Processes;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Runtimes.Podman;
using LocalSandbox.Tests.Fakes;
using LocalSandbox.Tests.Runtimes.Apple;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Specs = LocalSandbox.Tests.Fakes.Specs;

namespace LocalSandbox.Tests.Fuzzing;

/// <summary>Whatever a command line answers, an operation has a result or fails with a typed error; nothing else gets out.</summary>
[Trait("Category", "Fuzz")]
public sealed class AnswerFuzzTests
{
    private const string Id = "2354b38ebc316d3ddd2594dbf9c1172018914f65965b56e585dde4fca279c1cb";

    private static readonly FakeTimeProvider Clock = new();

    private static readonly HostMachine Host = new(IsMacOS: false, () => [], _ => false);

    private static readonly LocalSandboxOptions Options = new() { Image = "img" };

    private static readonly string[] Errors =
        ["", .. Captures.All.Select(capture => capture.Stderr).Where(text => text.Length > 0).Concat(AppleErrorTexts.All.Select(text => (string)text[1])).Distinct()];

    private static readonly string[] Documents =
    [
        .. Captures.All.Where(capture => capture.Verb == "container inspect").Select(capture => capture.Stdout).Where(text => text.Length is > 0 and < 4000).Distinct(),
        $$"""[{"Id":"{{Id}}","Name":"/one","State":{"Status":"running"},"Config":{"Labels":{"a":"b"} } }]""",
    ];

    [Fact]
    public void ListAsync_AnyAnswers_IsAListOrATypedError() => Gen.Select(
        Answer($"CONTAINER ID\n{Id}\n", "CONTAINER ID\n", $"{Id}\n"),
        Answer(Documents),
        Answer(AppleSamples.From060, AppleSamples.From080, AppleSamples.From100),
        Gen.Int[0, 2]).Sample((table, document, list, kind) =>
            Ends(Dialect(kind, command => command.Arguments[0] switch { "ps" => table, "list" => list, _ => document }), async dialect =>
                (await dialect.ListAsync("label", "value", default)).All(facts => facts.Id.Length > 0)));

    [Fact]
    public void InspectAsync_AnyAnswer_IsTheContainerThatWasAskedForOrATypedError() => Gen.Select(
        Answer(Documents), Answer(AppleSamples.From060, AppleSamples.From080, AppleSamples.From100), Gen.Int[0, 2], Gen.Among("one", "agent-1", Id)).Sample(
        (document, list, kind, name) => Ends(Dialect(kind, command => command.Arguments[0] == "list" ? list : document), async dialect =>
            await dialect.InspectAsync(name, default) is not { } facts || facts.Name == name || facts.Id == name));

    [Fact]
    public void DescribeEngineAsync_AnyAnswer_IsAVersionOrATypedError() => Gen.Select(
        Answer("28.5.2 linux x86_64 /var/lib/docker\n", "5.8.6 linux amd64 /var/lib/containers/storage\n", "   \n", "apiserver is running\n"), Gen.Int[0, 2]).Sample(
        (answer, kind) => Ends(Dialect(kind, _ => answer), async dialect => (await dialect.DescribeEngineAsync(default)).Version.Length > 0));

    [Fact]
    public void FindImageAsync_AnyAnswer_IsAnImageOrNoneOrATypedError() => Gen.Select(Answer("linux amd64\n", "linux arm64\n", "[]\n", " \n"), Gen.Int[0, 2]).Sample(
        (answer, kind) => Ends(Dialect(kind, _ => answer), async dialect =>
            await dialect.FindImageAsync("img", default) is not { Platform: { } platform } || platform.Contains('/', StringComparison.Ordinal)));

    [Fact]
    public void AnyOtherOperation_AnyAnswer_EndsOrIsATypedError() => Gen.Select(
        Answer($"{Id}\n", "one\n", "0\n", "", AppleSamples.From080), Gen.Int[0, 2], Gen.Int[0, 4]).Sample((answer, kind, operation) =>
            Ends(Dialect(kind, _ => answer), async dialect =>
            {
                switch (operation)
                {
                    case 0:
                        return (await dialect.RunAsync(Specs.Of() with { HostPort = 8081 }, default)).Length > 0;
                    case 1:
                        await dialect.PullAsync("img", default);
                        return true;
                    case 2:
                        await dialect.StopAsync("one", TimeSpan.Zero, default);
                        return true;
                    case 3:
                        return await dialect.ReadLogTailAsync("one", 10, [], default) is not null;
                    case 4 when dialect is not AppleDialect:
                        // Apple's removal looks again after a pause, and would wait for the clock.
                        await dialect.RemoveAsync("one", default);
                        return true;
                    default:
                        return true;
                }
            }));

    [Fact]
    public void RuntimeDetector_AnyAnnouncement_IsARuntimeOrATypedError() => Gen.Select(
        Answer(
            "Docker version 28.5.2, build ecc6942\n",
            "podman version 5.8.6\n",
            "container CLI version 1.2.2 (build: release, commit: 0190097)\n",
            "container CLI version 0.5.0\n"),
        Gen.Enum<ContainerRuntimeKind>(),
        Gen.Bool).Sample((answer, kind, isMacOS) =>
    {
        var options = new LocalSandboxOptions { Runtime = kind };
        var sut = new RuntimeDetector(options, new FixedAnswers(_ => answer), Clock, Host with { IsMacOS = isMacOS }, NullLogger.Instance);
        return Ends(sut, async detector =>
        {
            var detected = await detector.DetectAsync(default);
            return detected.Announcement == answer.StandardOutput.Trim() && (kind is ContainerRuntimeKind.Auto || detected.Dialect.Kind == kind);
        });
    });

    private static Gen<ProcessResult> Answer(params string[] outputs) => Gen.Select(
        Gen.Frequency((3, Gen.Const(0)), (1, Gen.Among(1, 125, 126, 127, -1))),
        Gen.Frequency((1, Gen.Among(outputs)), (3, DamagedText.Of(outputs))),
        Gen.Frequency((1, Gen.Const("")), (1, Gen.Among(Errors)), (1, DamagedText.Of(Errors))),
        Gen.Int[0, 19]).Select((exitCode, output, error, flags) => new ProcessResult(exitCode, output, error) { IsTruncated = flags == 0, IsGarbled = flags == 1 });

    private static IRuntimeDialect Dialect(int kind, Func<ProcessCommand, ProcessResult> answer)
    {
        var cli = new RuntimeCli("engine", new FixedAnswers(answer), Clock, NullLogger.Instance);
        return kind switch
        {
            0 => new DockerDialect(cli, Options),
            1 => new PodmanDialect(cli, Options),
            _ => new AppleDialect(new AppleCli(cli, Host, Options), new AppleVersion(1, 2, 2), Host, Options, Clock, NullLogger.Instance),
        };
    }

    /// <summary>Whether an operation holds what it promises or fails with a typed error, and that without waiting for anything.</summary>
    private static bool Ends<T>(T sut, Func<T, Task<bool>> operation)
    {
        var task = operation(sut);
        if (!task.IsCompleted)
        {
            throw new InvalidOperationException("It waits for something, although every answer is there at once.");
        }

        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (SandboxException e)
        {
            return Enum.IsDefined(e.Code);
        }
    }
}
