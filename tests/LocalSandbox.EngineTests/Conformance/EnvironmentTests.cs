using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Conformance;

public sealed class EnvironmentTests : ConformanceTest
{
    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_ValuesOfAnyKind_ArriveUnchanged(string runtime)
    {
        Use(runtime);

        await ShouldArriveAsync(new Dictionary<string, string>
        {
            ["EMPTY"] = "",
            ["NEWLINES"] = "one\ntwo\r\nthree\n",
            ["SEPARATORS"] = "a\u2028b\u0085c",
            ["QUOTES"] = "'single' \"double\" `back`",
            ["EQUALS"] = "=a=b==",
            ["UNICODE"] = "äöü 日本語 🙂 e\u0301",
            ["DOLLAR"] = "$HOME ${PATH} $(id) %PATH% !x #",
            ["BLANKS"] = "  \t ",
            ["DASHES"] = "--privileged",
            ["BACKSLASH"] = "\\n\\\\ C:\\x",
            ["LARGE"] = new string('a', 100_000),
        });
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_NamesThatTheCommandLineItselfReads_ArriveAndChangeNothing(string runtime)
    {
        Use(runtime);

        await ShouldArriveAsync(new Dictionary<string, string>
        {
            ["PATH"] = "/nowhere",
            ["HOME"] = "/no home/ü",
            ["TMPDIR"] = "/no/tmp",
            ["DOCKER_HOST"] = "tcp://192.0.2.1:1",
            ["CONTAINER_HOST"] = "tcp://192.0.2.1:1",
            ["CONTAINERS_CONF"] = "/no/configuration",
            ["CONTAINER_EMULATOR_VERSION"] = "not a version",
            ["HTTPS_PROXY"] = "http://proxy.invalid:1",
            ["http_proxy"] = "http://other.invalid:1",
            ["LD_PRELOAD"] = "/no/such/library.so",
            ["XDG_RUNTIME_DIR"] = "",
        });
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_VariablesOfTheHost_DoNotLeakIn(string runtime)
    {
        Use(runtime);
        var runner = InterceptingRunner.WithVariable("https_proxy", "http://c4n4ry.invalid:1");

        var sandbox = await NewBackend(runner: runner).CreateAsync(Request("clean", ("MINE", "x")));

        var arrived = await EnvironmentAsync(sandbox);
        arrived.Should().Contain("MINE", "x");
        arrived.Keys.Should().BeSubsetOf(["MINE", "PATH", "HOME", "HOSTNAME", "TERM", "SHLVL", "PWD", "container"]);
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_WhatCannotBeHandedOver_IsInvalidRequestAndStartsNothing(string runtime)
    {
        Use(runtime);
        var runner = new InterceptingRunner();
        var backend = NewBackend(runner: runner);

        // Of a name with '=' the rest is not shown: it is a value that was put in the wrong place.
        foreach (var (name, shown, value) in new[] { ("", "", "no name"), ("NUL", "NUL", "c4n4ry\0b"), ("A*", "A*", "c4n4ry"), ("A=c4n4ry", "A=***", "c4n4ry") })
        {
            var failure = await ShouldFailAsync(() => backend.CreateAsync(Request("refused", (name, value))), SandboxErrorCode.InvalidRequest);
            failure.Message.Should().Contain($"'{shown}'").And.NotContain("c4n4ry");
        }

        runner.Verbs.Should().BeEmpty();
    }

    private async Task ShouldArriveAsync(Dictionary<string, string> variables)
    {
        var sandbox = await NewBackend().CreateAsync(new SandboxRequest("variables") { Environment = variables });

        SandboxEnvironment.ShouldHold(await EnvironmentAsync(sandbox), variables);
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(SandboxInfo sandbox) =>
        SandboxEnvironment.Parse(await GetBytesAsync(sandbox, "/environ"));
}
