using LocalSandbox.EngineTests.Harness;
using Xunit.Abstractions;

namespace LocalSandbox.EngineTests;

public sealed class EnvironmentTests(ITestOutputHelper output) : EngineTest
{
    private const int RandomMaps = 12;

    [EngineFact]
    public async Task CreateAsync_NamesThatTheCommandLineItselfReads_ReachTheSandboxAndChangeNothing()
    {
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = "/nowhere",
            ["HOME"] = "/no home/ü",
            ["TMPDIR"] = "/no/tmp",
            ["DOCKER_HOST"] = "tcp://192.0.2.1:1",
            ["DOCKER_CONFIG"] = "/no/config",
            ["DOCKER_CONTEXT"] = "no-such-context",
            ["DOCKER_API_VERSION"] = "0.1",
            ["DOCKER_TLS_VERIFY"] = "1",
            ["HTTPS_PROXY"] = "http://proxy.invalid:1",
            ["https_proxy"] = "http://other.invalid:1",
            ["ALL_PROXY"] = "socks5://proxy.invalid:1",
            ["LD_PRELOAD"] = "/no/such/library.so",
            ["LD_LIBRARY_PATH"] = "/no/libraries",
            ["GODEBUG"] = "netdns=9",
            ["GLIBC_TUNABLES"] = "glibc.malloc.check=1",
            ["SSL_CERT_FILE"] = "/no/certificate",
            ["TERM"] = "dumb",
            ["LANG"] = "tlh_KL.UTF-8",
            ["XDG_RUNTIME_DIR"] = "",
            ["BASH_ENV"] = "/no/script",
            ["CONTAINER_HOST"] = "  blanks before and after  ",
            ["SSH_AUTH_SOCK"] = "'quotes' and \"quotes\" and = and $HOME and \\",
            ["XDG_CONFIG_HOME"] = "# no comment",
            ["DOCKER_LONG"] = new string('x', 60_000),
        };

        await ShouldArriveAsync(variables);
    }

    [EngineFact]
    public async Task CreateAsync_ValuesOfAnyKind_ReachTheSandboxUnchanged()
    {
        var variables = new Dictionary<string, string>
        {
            ["EMPTY"] = "",
            ["NEWLINES"] = "one\ntwo\r\nthree\n",
            ["QUOTES"] = "'single' \"double\" `back`",
            ["EQUALS"] = "=a=b==",
            ["UNICODE"] = "äöü 日本語 🙂 e\u0301",
            ["DOLLAR"] = "$HOME ${PATH} $(id) %PATH% !x",
            ["BLANKS"] = "  \t ",
            ["DASHES"] = "--privileged",
            ["CONTROL"] = "\u0001\u001b[31m\u007f",
            ["BACKSLASH"] = "\\n\\\\ C:\\x",
            ["LARGE"] = new string('a', 100_000),
            ["LARGE_UNICODE"] = string.Concat(Enumerable.Repeat("ü🙂", 15_000)),
            ["odd.name-1"] = "dots and dashes",
            ["with blank"] = "blank in its name",
            ["-e"] = "looks like an option",
            ["ünï"] = "name of letters beyond ASCII",
        };

        await ShouldArriveAsync(variables);
    }

    [EngineFact]
    public async Task CreateAsync_RandomMaps_ArriveUnchangedOrAreRefusedBeforeAnythingRuns()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < RandomMaps; i++)
        {
            var variables = RandomVariables(random);
            if (i % 4 == 3)
            {
                variables["HTTPS_PROXY"] = "a name the command line reads cannot\nhave two lines";
            }

            var runner = new InterceptingRunner();
            var backend = NewBackend(runner: runner);
            try
            {
                await ShouldArriveAsync(variables, backend, $"map-{i}");
            }
            catch (SandboxException e) when (e.Code is SandboxErrorCode.InvalidRequest)
            {
                refused++;
                runner.Verbs.Should().BeEmpty(e.Message);
            }
        }

        refused.Should().Be(RandomMaps / 4);
    }

    [EngineFact]
    public async Task CreateAsync_RequestAndOptions_TheRequestWins()
    {
        var backend = NewBackend(options => (options.Environment["SHARED"], options.Environment["ONLY_OPTIONS"]) = ("options", "kept"));

        var sandbox = await backend.CreateAsync(Request("both", ("SHARED", "request")));

        var environment = await EnvironmentAsync(sandbox);
        environment["SHARED"].Should().Be("request");
        environment["ONLY_OPTIONS"].Should().Be("kept");
    }

    [EngineFact]
    public async Task CreateAsync_VariablesOfTheHost_DoNotLeakIn()
    {
        var sandbox = await NewBackend().CreateAsync(Request("clean", ("MINE", "x")));

        (await EnvironmentAsync(sandbox)).Keys.Should().BeSubsetOf(["MINE", "PATH", "HOME", "HOSTNAME", "TERM", "SHLVL", "PWD"]);
    }

    [EngineTheory]
    [InlineData("PATH", "a\nb")]
    [InlineData("https_proxy", "a\rb")]
    [InlineData("DOCKER_HOST", "a\r\n")]
    [InlineData("LD_PRELOAD", "\n")]
    [InlineData("HOME", "")]
    [InlineData("#A_PROXY", "it would be taken for a comment")]
    [InlineData("A B_PROXY", "names with blanks are refused there")]
    [InlineData("A*", "podman would pass on more")]
    [InlineData("", "no name")]
    [InlineData("NUL", "a\0b")]
    public async Task CreateAsync_WhatCannotBeHandedOver_IsInvalidRequestAndStartsNothing(string name, string value)
    {
        var runner = new InterceptingRunner();

        var failure = await ShouldFailAsync(() => NewBackend(runner: runner).CreateAsync(Request("refused", (name, value))), SandboxErrorCode.InvalidRequest);

        failure.Message.Should().Contain($"'{name}'");
        if (value.Length > 0)
        {
            failure.Message.Should().NotContain(value);
        }

        runner.Verbs.Should().BeEmpty();
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_TooMuchInAll_IsInvalidRequestAndLeavesNothing()
    {
        // Each is allowed, but the system refuses a program with 4 MB of them.
        var request = new SandboxRequest("heavy") { Environment = Enumerable.Range(0, 40).ToDictionary(i => $"V{i}", _ => new string('x', 100_000)) };

        await ShouldFailAsync(() => NewBackend().CreateAsync(request), SandboxErrorCode.InvalidRequest);

        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact(Needs = Needs.Linux)]
    public async Task CreateAsync_CommandLineIsAShellScript_VariablesOfTheSandboxDoNotRunInIt()
    {
        var folder = Directory.CreateTempSubdirectory("lst-script-").FullName;
        var trace = Path.Combine(folder, "it-ran");
        var trap = await Script.WriteAsync(Path.Combine(folder, "trap"), "/bin/bash", $"touch '{trace}'");
        var docker = await Script.WriteAsync(Path.Combine(folder, "docker"), "/bin/bash", "exec docker \"$@\"");

        var sandbox = await NewBackend(options => options.RuntimePath = docker).CreateAsync(Request("scripted", ("BASH_ENV", trap)));

        File.Exists(trace).Should().BeFalse("the host must not run what is meant for the sandbox");
        (await EnvironmentAsync(sandbox))["BASH_ENV"].Should().Be(trap);
        Directory.Delete(folder, recursive: true);
    }

    [EngineFact(Needs = Needs.Root)]
    public async Task CreateAsync_MachineWithoutDevStdin_VariablesArriveAllTheSame()
    {
        var folder = Directory.CreateTempSubdirectory("lst-bare-").FullName;
        var docker = await Script.WriteAsync(
            Path.Combine(folder, "docker"), "/bin/sh",
            """exec unshare --mount sh -c 'mount -t tmpfs none /dev && mknod /dev/null c 1 3 && exec docker "$@"' sh "$@" """);

        var sandbox = await NewBackend(options => options.RuntimePath = docker).CreateAsync(Request("bare", ("DOCKER_HOST", "not for the command line")));

        (await EnvironmentAsync(sandbox))["DOCKER_HOST"].Should().Be("not for the command line");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Up to 30 variables, all of which can be expressed; of up to 4 bytes a character, the longest has some 100 KB.</summary>
    private static Dictionary<string, string> RandomVariables(Random random)
    {
        const string OfNames = "ABCxyz019_.-+ /:ü";
        const string OfValues = "abc \t'\"`$\\={}[]()&|;<>#%!*?~^,üß日🙂\u0001\u007f\n\r";
        string[] reserved = ["PATH", "HOME", "TMPDIR", "DOCKER_HOST", "https_proxy", "LD_PRELOAD", "XDG_CONFIG_HOME"];

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = random.Next(1, 30); i > 0; i--)
        {
            var isReserved = random.Next(5) == 0;
            var name = isReserved ? reserved[random.Next(reserved.Length)] : "V" + Text(random, OfNames, 12);
            var value = Text(random, OfValues, random.Next(20) > 0 ? 40 : isReserved ? 15_000 : 30_000);
            variables[name] = isReserved ? value.ReplaceLineEndings("") : value;
        }

        if (variables.TryGetValue("HOME", out var home) && home.Length == 0)
        {
            variables.Remove("HOME");
        }

        return variables;
    }

    private static string Text(Random random, string alphabet, int longest)
    {
        var runes = alphabet.EnumerateRunes().ToArray();
        return string.Concat(Enumerable.Range(0, random.Next(longest)).Select(_ => runes[random.Next(runes.Length)].ToString()));
    }

    private async Task ShouldArriveAsync(Dictionary<string, string> variables, LocalContainerBackend? backend = null, string id = "variables")
    {
        backend ??= NewBackend();
        var sandbox = await backend.CreateAsync(new SandboxRequest(id) { Environment = variables });

        SandboxEnvironment.ShouldHold(await EnvironmentAsync(sandbox), variables);
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(SandboxInfo sandbox) =>
        SandboxEnvironment.Parse(await GetBytesAsync(sandbox, "/environ"));
}
