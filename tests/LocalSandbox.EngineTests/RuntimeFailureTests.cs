using System.Net;
using System.Net.Sockets;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

/// <summary>No answer is never an answer: every operation says what is wrong with the engine.</summary>
public sealed class RuntimeFailureTests : EngineTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lst-runtime-");

    [EngineFact]
    public async Task EveryOperation_NoSocket_IsRuntimeNotRunning() =>
        await EveryOperationShouldFailAsync(
            NewBackend(runner: InterceptingRunner.WithVariable("DOCKER_HOST", $"unix://{_folder.FullName}/none.sock")), SandboxErrorCode.RuntimeNotRunning);

    [EngineFact(Needs = Needs.Linux)]
    public async Task EveryOperation_SocketThatNobodyServes_IsRuntimeNotRunning()
    {
        var path = Path.Combine(_folder.FullName, "dead.sock");
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
        }

        await EveryOperationShouldFailAsync(
            NewBackend(runner: InterceptingRunner.WithVariable("DOCKER_HOST", $"unix://{path}")), SandboxErrorCode.RuntimeNotRunning);
    }

    [EngineFact]
    public async Task EveryOperation_RefusedConnection_IsRuntimeNotRunning() =>
        await EveryOperationShouldFailAsync(
            NewBackend(runner: InterceptingRunner.WithVariable("DOCKER_HOST", "tcp://127.0.0.1:1")), SandboxErrorCode.RuntimeNotRunning);

    [EngineFact]
    public async Task EveryOperation_EngineThatNeverAnswers_IsTimedOut()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var limit = TimeSpan.FromSeconds(1);
        var backend = NewBackend(
            options => (options.CommandTimeout, options.StartTimeout, options.StopTimeout) = (limit, limit, TimeSpan.FromSeconds(2)),
            InterceptingRunner.WithVariable("DOCKER_HOST", $"tcp://{listener.LocalEndpoint}"));

        await EveryOperationShouldFailAsync(backend, SandboxErrorCode.TimedOut);
    }

    [EngineFact]
    public async Task EveryOperation_NotInstalled_IsRuntimeNotInstalled() =>
        await EveryOperationShouldFailAsync(
            NewBackend(options => options.RuntimePath = Path.Combine(_folder.FullName, "docker")), SandboxErrorCode.RuntimeNotInstalled);

    [EngineFact(Needs = Needs.Linux)]
    public async Task EveryOperation_FileThatMayNotBeExecuted_IsPermissionDenied()
    {
        var path = Path.Combine(_folder.FullName, "docker");
        await File.WriteAllTextAsync(path, "#!/bin/sh\n");

        await EveryOperationShouldFailAsync(NewBackend(options => options.RuntimePath = path), SandboxErrorCode.PermissionDenied);
    }

    [EngineFact(Needs = Needs.Root)]
    public async Task EveryOperation_UserWithoutAccessToTheSocket_IsPermissionDenied()
    {
        var path = await WriteScriptAsync("exec setpriv --reuid 65534 --regid 65534 --clear-groups docker \"$@\"");

        await EveryOperationShouldFailAsync(NewBackend(options => options.RuntimePath = path), SandboxErrorCode.PermissionDenied);
    }

    [EngineFact(Needs = Needs.Linux)]
    public async Task EveryOperation_SomethingElseCalledDocker_IsUnsupported()
    {
        var path = await WriteScriptAsync("echo something else");

        await EveryOperationShouldFailAsync(NewBackend(options => options.RuntimePath = path), SandboxErrorCode.Unsupported);
    }

    [EngineFact]
    public async Task CreateAsync_EngineComesBack_WorksWithoutANewBackend()
    {
        var isDown = true;
        var runner = new InterceptingRunner
        {
            Before = command => Task.FromResult(isDown
                ? command with { Environment = new Dictionary<string, string?>(command.Environment) { ["DOCKER_HOST"] = "tcp://127.0.0.1:1" } }
                : command),
        };
        var backend = NewBackend(options => options.PortRange = 1, runner);
        await ShouldFailAsync(() => backend.CreateAsync(Request("back")), SandboxErrorCode.RuntimeNotRunning);

        isDown = false;
        var sandbox = await backend.CreateAsync(Request("back"));
        isDown = true;
        await ShouldFailAsync(() => backend.DestroyAsync(sandbox), SandboxErrorCode.RuntimeNotRunning);
        await ShouldFailAsync(() => backend.IsAliveAsync(sandbox), SandboxErrorCode.RuntimeNotRunning);
        isDown = false;

        (await backend.IsAliveAsync(sandbox)).Should().BeTrue();
        await backend.DestroyAsync(sandbox);
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_EngineGoesAwayWhileWeWait_IsRuntimeNotRunning()
    {
        var isDown = false;
        var runner = new InterceptingRunner
        {
            Before = command => Task.FromResult(isDown
                ? command with { Environment = new Dictionary<string, string?>(command.Environment) { ["DOCKER_HOST"] = "tcp://127.0.0.1:1" } }
                : command),
            After = (command, _) =>
            {
                isDown |= command.Arguments[0] is "run";
                return Task.CompletedTask;
            },
        };

        var creating = NewBackend(runner: runner).CreateAsync(Misbehaving("left", "never"));

        await ShouldFailAsync(() => creating, SandboxErrorCode.RuntimeNotRunning);
    }

    [EngineTheory]
    [InlineData("localhost:1/no-such-image:1")]
    [InlineData("localsandbox/no-such-image:1")]
    public async Task CreateAsync_ImageThatCannotBeFetched_IsImageNotFoundWithAHint(string image)
    {
        var runner = new InterceptingRunner();
        var backend = NewBackend(options => (options.Image, options.PortRange) = (image, 1), runner);

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Request("imageless")), SandboxErrorCode.ImageNotFound);

        failure.Message.Should().Contain(image);
        failure.Hint.Should().NotBeNullOrEmpty();
        runner.Verbs.Should().Equal("--version", "run", "pull");
        await ShouldHaveLeftNothingAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task EveryOperationShouldFailAsync(LocalContainerBackend backend, SandboxErrorCode code)
    {
        var known = new SandboxInfo("unasked") { ContainerId = new string('a', 64) };
        Func<Task>[] operations =
        [
            () => backend.CreateAsync(Request("unasked")),
            () => backend.DestroyAsync(known),
            () => backend.DestroyAsync(new SandboxInfo("unasked")),
            () => backend.IsAliveAsync(known),
            () => backend.DiscoverAsync("unasked"),
            () => backend.ListRunningAsync(),
            () => backend.GetOrCreateAsync(Request("unasked")),
        ];
        foreach (var operation in operations)
        {
            var failure = await ShouldFailAsync(operation, code);
            failure.Hint.Should().NotBeNullOrEmpty("{0} should say what to do", failure.Message);
        }

        await ShouldHaveLeftNothingAsync();
    }

    private Task<string> WriteScriptAsync(string line) => Script.WriteAsync(Path.Combine(_folder.FullName, "docker"), "/bin/sh", line);
}
