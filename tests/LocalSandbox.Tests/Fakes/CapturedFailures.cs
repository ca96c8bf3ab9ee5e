using LocalSandbox.Runtimes.Docker;

namespace LocalSandbox.Tests.Fakes;

/// <summary>What one command line answered when it failed, and what its error texts make of it.</summary>
internal sealed class CapturedFailures(IErrorTexts errors, IEnumerable<Capture> captures)
{
    /// <summary>Beginnings of what programs inside a container said; that their command failed is no failure of the engine.</summary>
    private static readonly string[] Programs = ["touch:", "sh:", "cat:", "wget:", "curl:", "Get \""];

    public IReadOnlyList<Capture> All { get; } = [.. captures.Where(capture =>
        capture.ExitCode != 0 && !Array.Exists(Programs, program => capture.Stderr.StartsWith(program, StringComparison.Ordinal)))];

    /// <summary>Gets the failures that are neither known nor say that something is absent, but for those of commands that the library never runs.</summary>
    public IReadOnlyList<Capture> WithoutVerdict(params string[] absent) => [.. All.Where(failure => !CapturedCommands.NeverRun.ContainsKey(failure.Verb)
        && errors.Classify(failure.Stderr) == SandboxErrorCode.CommandFailed
        && !errors.SayAbsent(failure.Stderr, absent)
        && !errors.SayRemovalInProgress(failure.Stderr))];

    /// <summary>Every version's text for one cause must be that cause.</summary>
    public void ShouldAllBe(string cases, SandboxErrorCode expected)
    {
        var failures = All
            .Where(failure => failure.Case.StartsWith(cases, StringComparison.Ordinal)
                && !failure.Case.Contains("retry-other-port", StringComparison.Ordinal))
            .ToList();

        failures.Should().NotBeEmpty();
        Texts(failures.Where(failure => errors.Classify(failure.Stderr) != expected)).Should().BeEmpty();
    }

    /// <summary>No other failure may be taken for this one.</summary>
    public void ShouldBeOnly(SandboxErrorCode code, string cases, string others)
    {
        var taken = All.Where(failure => errors.Classify(failure.Stderr) == code).ToList();

        taken.Should().NotBeEmpty();
        Texts(taken.Where(failure =>
            !failure.Case.StartsWith(cases, StringComparison.Ordinal) && !failure.Case.Contains(others, StringComparison.Ordinal)))
            .Should().BeEmpty();
    }

    /// <summary>Every version's answer about a missing container must be read as such.</summary>
    public static void ShouldSayAbsent(IErrorTexts errors, IEnumerable<Capture> captures, string name)
    {
        var answers = captures.Where(capture => capture.Case == name).ToList();

        answers.Should().HaveCountGreaterThan(2);
        Texts(answers.Where(answer => !errors.SayAbsent(answer.Stderr, ["ctr-research-none"]))).Should().BeEmpty();
    }

    public static List<string> Texts(IEnumerable<Capture> captures) => [.. captures.Select(capture => capture.ToString())];
}
