using LocalSandbox.Runtimes;
using Microsoft.Extensions.Logging;
using static LocalSandbox.Tests.Runtimes.Apple.AppleCliFake;

namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>Starting a container and pulling its image.</summary>
public sealed class AppleRunTests : AppleDialectTest
{
    [Fact]
    public async Task RunAsync_LocalImage_IsTwoCallsTheFirstTimeAndOneAfterwards()
    {
        var sut = CreateSut();

        var id = await sut.RunAsync(Specs.Simple, default);
        await sut.RunAsync(Specs.Simple, default);

        id.Should().Be(Id);
        Cli.Verbs.Should().Equal("image inspect", "run", "run");
        Cli.Commands.Select(command => command.Timeout).Should().Equal(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData("Error: notFound: \"images: sandbox:test\"")]
    [InlineData("sandbox:test: Image not found\nError: The operation couldn’t be completed. (ContainerCommands.InspectError error 1.)")]
    [InlineData("Error: image not found: sandbox:test")]
    public async Task RunAsync_MissingImage_IsSaidBeforeAnythingIsStarted(string error)
    {
        Cli.Next("image inspect", Fail(error));

        await ShouldFailAsync(() => CreateSut().RunAsync(Specs.Simple, default), SandboxErrorCode.ImageNotFound);

        Cli.Verbs.Should().Equal("image inspect");
    }

    [Theory]
    [InlineData("", 137)]
    [InlineData("Error: internalError: \"failed to decode\"", 1)]
    public async Task RunAsync_ImageThatCannotBeAskedAbout_IsNotAMissingOneToPull(string error, int exitCode)
    {
        Cli.Next("image inspect", Fail(error, exitCode));

        await ShouldFailAsync(() => CreateSut().RunAsync(Specs.Simple, default), SandboxErrorCode.CommandFailed);

        Cli.Verbs.Should().Equal("image inspect");
    }

    [Theory]
    [InlineData("Error: The option '--init' does not take any value, but 'true' was specified.\nUsage: container run [<options>] <image>", SandboxErrorCode.InvalidRequest)]
    [InlineData("", SandboxErrorCode.InvalidRequest)]
    [InlineData("Error: container with id x already exists", SandboxErrorCode.NameTaken)]
    public async Task RunAsync_ArgumentsThatAreNotUnderstood_AreAnInvalidRequestUnlessTheTextSaysMore(string error, SandboxErrorCode expected)
    {
        Cli.Next("run", Fail(error, exitCode: 64));

        await ShouldFailAsync(() => CreateSut().RunAsync(Specs.Simple, default), expected);
    }

    [Fact]
    public async Task RunAsync_AfterAPull_DoesNotLookAgain()
    {
        Cli.Next("image inspect", Fail("Error: image not found: sandbox:test"));
        var sut = CreateSut();
        await ShouldFailAsync(() => sut.RunAsync(Specs.Simple, default), SandboxErrorCode.ImageNotFound);

        await sut.PullAsync("sandbox:test", default);
        await sut.RunAsync(Specs.Simple, default);

        Cli.Verbs.Should().Equal("image inspect", "image pull", "run");
    }

    [Fact]
    public async Task RunAsync_ImageRemovedSinceItWasSeen_IsLookedForAgain()
    {
        var sut = CreateSut();
        await sut.RunAsync(Specs.Simple, default);
        Cli.Next("run", Fail("Error: HTTP request to https://registry-1.docker.io/v2/x/manifests/test failed with response: 401 Unauthorized"));

        await ShouldFailAsync(() => sut.RunAsync(Specs.Simple, default), SandboxErrorCode.ImageNotFound);
        await sut.RunAsync(Specs.Simple, default);

        Cli.Verbs.Should().Equal("image inspect", "run", "run", "image inspect", "run");
    }

    [Fact]
    public async Task RunAsync_ServiceThatIsDown_IsNotAMissingImage()
    {
        Cli.Next("image inspect", Fail("Error: interrupted: \"XPC connection error: Connection invalid\""));

        var failure = await ShouldFailAsync(() => CreateSut().RunAsync(Specs.Simple, default), SandboxErrorCode.RuntimeNotRunning);

        failure.Hint.Should().Contain("container system start");
    }

    [Fact]
    public async Task RunAsync_NameThatIsNotTheOneAskedFor_IsAFailure()
    {
        Cli.Next("run", Ok("something else\n"));

        await ShouldFailAsync(() => CreateSut().RunAsync(Specs.Simple, default), SandboxErrorCode.CommandFailed);
    }

    [Theory]
    [InlineData("1.2.2", "--progress none")]
    [InlineData("0.6.0", "--disable-progress-updates")]
    public async Task PullAsync_EachVersion_SaysInItsWordsThatNobodyWatches(string version, string progress)
    {
        await CreateSut(version).PullAsync("sandbox:test", default);

        string.Join(' ', Cli.Commands.Single().Arguments).Should().Be($"image pull {progress} sandbox:test");
    }

    [Fact]
    public async Task PullAsync_AnyFailureOfTheRegistry_IsImageNotFound()
    {
        Cli.Next("image pull", Fail("Error: something else"));

        await ShouldFailAsync(() => CreateSut().PullAsync("sandbox:test", default), SandboxErrorCode.ImageNotFound);
    }

    [Fact]
    public async Task RunAsync_SecretsOfTheSandboxAndTheHost_StandInNoArgumentAndTheHostsNotEvenInTheEnvironment()
    {
        const string secret = "c4n4ry-value";
        var spec = Specs.Simple with
        {
            Environment = new Dictionary<string, string> { ["TOKEN"] = secret, ["PATH"] = secret, ["EMPTY"] = "" },
        };

        await CreateSut(variables: ["PATH", "HOME", "AWS_SECRET_ACCESS_KEY"]).RunAsync(spec, default);

        var run = Cli.CommandsOf("run").Single();
        run.Arguments.Should().NotContain(argument => argument.Contains(secret, StringComparison.Ordinal));
        run.Environment.Should().BeEquivalentTo(
            new Dictionary<string, string?> { ["TOKEN"] = secret, ["EMPTY"] = "", ["AWS_SECRET_ACCESS_KEY"] = null });
        run.Arguments.Should().ContainInOrder("--env-file", SandboxVariables.StandardInputFile);
        run.StandardInput.Should().Be($"PATH={secret}\n");
        Cli.Commands.Should().OnlyContain(command => command.Environment["AWS_SECRET_ACCESS_KEY"] == null);
    }

    [Fact]
    public async Task RunAsync_SecretThatIsEchoed_IsMasked()
    {
        Cli.Next("run", Fail("Error: invalid value c4n4ry-value"));

        var failure = await ShouldFailAsync(
            () => CreateSut().RunAsync(Specs.Simple with { Environment = new Dictionary<string, string> { ["TOKEN"] = "c4n4ry-value" } }, default),
            SandboxErrorCode.CommandFailed);

        failure.ToString().Should().NotContain("c4n4ry");
    }

    [Fact]
    public async Task RunAsync_ReservedVariableBefore080_TravelsInAPrivateFileThatIsGoneAfterwards()
    {
        string? path = null, text = null;
        var mode = UnixFileMode.None;
        Cli.Always("run", command =>
        {
            path = command.Arguments[command.Arguments.ToList().IndexOf("--env-file") + 1];
            text = File.ReadAllText(path);
            mode = OperatingSystem.IsWindows() ? mode : File.GetUnixFileMode(path);
            return Ok(Name);
        });

        await CreateSut("0.7.1").RunAsync(Specs.Simple with { Environment = new Dictionary<string, string> { ["HOME"] = "/x" } }, default);

        text.Should().Be("HOME=/x\n");
        mode.Should().Be(OperatingSystem.IsWindows() ? UnixFileMode.None : UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Exists(path).Should().BeFalse();
        Cli.CommandsOf("run").Single().StandardInput.Should().BeNull();
    }

    [Fact]
    public async Task RunAsync_WhatCannotBeExpressed_StartsNoProcess()
    {
        var sut = CreateSut(isFile: path => path == "/file");

        await ShouldFailAsync(() => sut.RunAsync(Specs.Simple with { HostPort = 0 }, default), SandboxErrorCode.Unsupported);
        await ShouldFailAsync(() => sut.RunAsync(Specs.Simple with { Mounts = [new("/a:b,c", "/d")] }, default), SandboxErrorCode.InvalidRequest);
        await ShouldFailAsync(() => sut.RunAsync(Specs.Simple with { Mounts = [new("/file", "/a:b")] }, default), SandboxErrorCode.InvalidRequest);

        Cli.Commands.Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_WhatCannotBeEnforced_IsWarnedOfOnceForEachSetting()
    {
        var sut = CreateSut("0.6.0");

        await sut.RunAsync(Specs.Simple, default);
        await sut.RunAsync(Specs.Simple, default);

        var warnings = Logger.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Warning).Select(record => record.Message).ToList();
        warnings.Should().HaveCount(4).And.OnlyHaveUniqueItems();
        warnings.Should().Contain(message => message.StartsWith("PidsLimit is not enforced", StringComparison.Ordinal) && message.Contains("0.6.0"));
        warnings.Should().Contain(message => message.StartsWith("Init is not enforced", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_NameThatHoldsTheValueOfAVariable_IsNotMaskedAway()
    {
        var spec = Specs.Simple with { Environment = new Dictionary<string, string> { ["MODE"] = "sandbox" } };

        (await CreateSut().RunAsync(spec, default)).Should().Be(Id);
    }
}
