using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Runtimes.Podman;
using LocalSandbox.Tests.Fakes;
using LocalSandbox.Tests.Runtimes.Apple;

namespace LocalSandbox.Tests.Runtimes;

/// <summary>What holds for every row of every runtime's error table.</summary>
public sealed class ErrorTableTests
{
    private static readonly IReadOnlyList<(ErrorTable Table, ErrorRow Row)> Rows =
    [
        .. new[] { AppleErrors.Table, DockerErrors.Table, PodmanErrors.Table }.SelectMany(table => table.Rows.Select(row => (table, row))),
    ];

    [Fact]
    public void Rows_All_SayWhereTheirTextWasSeen() => Rows.Should().OnlyContain(one => one.Row.SeenOn.Trim().Length > 0);

    [Fact]
    public void Rows_All_AskForWordsThatMeanSomething() =>
        Rows.SelectMany(one => one.Row.Fragments.DefaultIfEmpty("")).Should().OnlyContain(fragment => fragment.Trim().Length > 3, "an empty one is in every text");

    [Fact]
    public void Rows_All_CanWin() =>
        Rows.Should().OnlyContain(one => one.Table.Classify(string.Join(' ', one.Row.Fragments)) == one.Row.Code, "no row may stand behind another that takes its texts");

    [Fact]
    public void Rows_OfDocker_DecideAboutACaptureOrAreReported() =>
        Unproven(DockerErrors.Table, Texts(Captures.Docker)).Should().BeEquivalentTo(ReportedErrorRows.Docker.Keys);

    [Fact]
    public void Rows_OfPodman_DecideAboutACapture() => Unproven(PodmanErrors.Table, Texts(Captures.Podman)).Should().BeEmpty();

    /// <summary>There is nothing from a Mac: what Apple's sources say stands in for it, one text at least for each row.</summary>
    [Fact]
    public void Rows_OfApple_DecideAboutATextOfItsSources() =>
        Unproven(AppleErrors.Table, AppleErrorTexts.All.Select(text => (string)text[1])).Should().BeEmpty();

    [Fact]
    public void Classify_UnknownText_IsNoGuess() =>
        new ErrorTable(new ErrorRow(SandboxErrorCode.NameTaken, "a test", "taken", "name")).Classify("the name is free").Should().Be(SandboxErrorCode.CommandFailed);

    /// <summary>Rows that decide about no text: what takes their texts before them does so here as well.</summary>
    private static IEnumerable<string> Unproven(ErrorTable table, IEnumerable<string> texts) =>
        table.Rows.Except(texts.Select(table.Find).OfType<ErrorRow>()).Select(row => row.Fragments[0]);

    private static IEnumerable<string> Texts(IEnumerable<Capture> captures) =>
        captures.Where(capture => capture.ExitCode != 0).Select(capture => capture.Stderr);
}
