using System.ComponentModel;
using System.Text;
using System.Text.Json;
using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Processes;

public sealed class CliWrapProcessRunnerTests
{
    private readonly CliWrapProcessRunner _runner = new(TimeProvider.System);

    [Fact]
    public async Task RunAsync_OddArguments_ArriveAsTheyAre()
    {
        string[] odd =
        [
            "", " ", "a b", "\"", "\"quoted\"", "'", "it's", "\\", "\\\\", "\\\"", "ends with \\", "a\\\\\"b", "tab\there", "line\nbreak", "\r\n",
            "ü日本語🙂", "$HOME", "${HOME}", "`id`", "$(id)", "%PATH%", "^", "&", "|", ";", "<", ">", "*", "?", "~", "#", "!", "-", "--", "--option=value",
            "=", "a,b", "\u0001", "",
        ];

        var result = await _runner.RunAsync(ChildProgram.Command(["arguments", .. odd]), CancellationToken.None);

        JsonSerializer.Deserialize<string[]>(result.StandardOutput).Should().Equal(odd);
    }

    [Fact]
    public async Task RunAsync_NoArguments_RunsAllTheSame() =>
        (await _runner.RunAsync(ChildProgram.Command(), CancellationToken.None)).ExitCode.Should().Be(64);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(255)]
    public async Task RunAsync_AnyExitCode_IsAResultWithBothStreams(int code)
    {
        var result = await _runner.RunAsync(
            ChildProgram.Command("exit", code.ToString(System.Globalization.CultureInfo.InvariantCulture)), CancellationToken.None);

        result.Should().Be(new ProcessResult(code, "to output", "to error"));
    }

    [Fact]
    public async Task RunAsync_InvalidUtf8_IsReplaced()
    {
        var result = await _runner.RunAsync(ChildProgram.Command("invalid-utf8"), CancellationToken.None);

        result.StandardOutput.Should().Be("a\uFFFDb\uFFFD");
        result.StandardError.Should().Be("\uFFFDc");
    }

    [Fact]
    public async Task RunAsync_StandardInput_ArrivesInUtf8()
    {
        var text = "ü🙂 \"x\"\r\n" + new string('y', 300_000);

        var result = await _runner.RunAsync(ChildProgram.Command("echo") with { StandardInput = text }, CancellationToken.None);

        (result.StandardOutput == text).Should().BeTrue();
    }

    [Fact]
    public async Task RunAsync_NoStandardInput_IsEmptyAndClosed() =>
        (await _runner.RunAsync(ChildProgram.Command("echo"), CancellationToken.None)).StandardOutput.Should().BeEmpty();

    [Fact]
    public async Task RunAsync_StandardInputThatNobodyReads_IsNoFailure()
    {
        var command = ChildProgram.Command("exit", "0") with { StandardInput = new string('x', 1_000_000) };

        (await _runner.RunAsync(command, CancellationToken.None)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task RunAsync_Environment_IsSetEmptiedRemovedAndInherited()
    {
        var inherited = $"LOCALSANDBOX_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(inherited, "inherited");
        Environment.SetEnvironmentVariable(inherited + "_REMOVED", "inherited");
        var command = ChildProgram.Command("variables", "SET", "EMPTY", inherited, inherited + "_REMOVED");
        command = command with
        {
            Environment = new Dictionary<string, string?>(command.Environment)
            {
                ["SET"] = "a=b \"ü\"\n",
                ["EMPTY"] = "",
                [inherited + "_REMOVED"] = null,
            },
        };

        var result = await _runner.RunAsync(command, CancellationToken.None);

        JsonSerializer.Deserialize<Dictionary<string, string?>>(result.StandardOutput).Should().Equal(new Dictionary<string, string?>
        {
            ["SET"] = "a=b \"ü\"\n",
            ["EMPTY"] = "",
            [inherited] = "inherited",
            [inherited + "_REMOVED"] = null,
        });
    }

    [Fact]
    public async Task RunAsync_FiftyMegabytesOnBothStreams_KeepsTheEndsInBoundedMemory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var result = await _runner.RunAsync(ChildProgram.Command("write", "50", "the end ü"), CancellationToken.None);

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        result.IsTruncated.Should().BeTrue();
        result.StandardOutput.Should().EndWith("\noutput the end ü");
        result.StandardError.Should().EndWith("\nerror the end ü");
        Encoding.UTF8.GetByteCount(result.StandardOutput).Should().BeInRange(16 * 1024, 1024 * 1024);
        kept.Should().BeLessThan(32L * 1024 * 1024);
    }

    [Fact]
    public async Task RunAsync_SevenMegabytesOfOutput_IsKeptWhole()
    {
        var result = await _runner.RunAsync(
            ChildProgram.Command("write", "7", "") with { OutputLimit = OutputBuffer.LongAnswer }, CancellationToken.None);

        result.StandardOutput.Should().HaveLength((7 * 1024 * 1024) + "output ".Length);
        result.IsTruncated.Should().BeTrue("seven megabytes on standard error are more than any error text");
    }

    [Fact]
    public async Task RunAsync_MissingFile_IsWin32ExceptionWithItsCode()
    {
        var command = new ProcessCommand(Path.Combine(Path.GetTempPath(), $"no-such-{Guid.NewGuid():N}"), ["secret"]);

        var thrown = (await FluentActions.Awaiting(() => _runner.RunAsync(command, CancellationToken.None)).Should().ThrowAsync<Win32Exception>()).Which;

        thrown.NativeErrorCode.Should().Be(2);
        thrown.ToString().Should().Contain(command.FileName).And.NotContain("secret");
    }

    [Fact]
    public async Task RunAsync_NameThatIsNotOnPath_IsWin32ExceptionWithItsCode()
    {
        var command = new ProcessCommand($"no-such-{Guid.NewGuid():N}", []);

        (await FluentActions.Awaiting(() => _runner.RunAsync(command, CancellationToken.None)).Should().ThrowAsync<Win32Exception>())
            .Which.NativeErrorCode.Should().Be(2);
    }

    [Fact]
    public async Task RunAsync_FileThatIsNotExecutable_IsWin32ExceptionWithItsCode()
    {
        if (OperatingSystem.IsWindows())
        {
            // There is no such permission; a file that is no program has a code of its own.
            return;
        }

        var path = Path.GetTempFileName();

        (await FluentActions.Awaiting(() => _runner.RunAsync(new ProcessCommand(path, []), CancellationToken.None))
            .Should().ThrowAsync<Win32Exception>()).Which.NativeErrorCode.Should().Be(13);
        File.Delete(path);
    }
}
