using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Runtimes.Podman;

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
    public void Classify_UnknownText_IsNoGuess() =>
        new ErrorTable(new ErrorRow(SandboxErrorCode.NameTaken, "a test", "taken", "name")).Classify("the name is free").Should().Be(SandboxErrorCode.CommandFailed);
}
