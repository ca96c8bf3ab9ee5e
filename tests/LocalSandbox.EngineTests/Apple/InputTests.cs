namespace LocalSandbox.EngineTests.Apple;

public sealed class InputTests : EmulatedTest
{
    private const string SecretName = "LST_HOST_SECRET";

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_ImageThatReachesForTheHostsVariables_GetsNone(string version)
    {
        Use(version);
        Environment.SetEnvironmentVariable(SecretName, "c4n4ry");
        Emulator.Set("images", $"localsandbox/hostile:1 {SecretName} FROM=image\n");

        var sandbox = await NewBackend(options => options.Image = "localsandbox/hostile:1").CreateAsync(Request("hostile"));

        (await GetAsync(sandbox, "/environ")).Should().Contain("FROM=image").And.NotContain("c4n4ry");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_FoldersWithOddNames_AreMountedAtTheirPlaces(string version)
    {
        Use(version);
        string[] names = ["plain", "com,ma", "equals=sign", "a space", "col:on", "quo\"te", "apostrophe's", "$HOME", "umlaut-äöü", "src=x,dst=y"];
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(Path.Combine(Emulator.Folder($"shared/{name}"), "content"), name);
        }

        var sandbox = await NewBackend().CreateAsync(Request("odd") with
        {
            Mounts = [.. names.Select(name => new SandboxMount(Emulator.Folder($"shared/{name}"), $"/www/{name}", ReadOnly: name is "plain" or "col:on"))],
        });

        foreach (var name in names)
        {
            (await GetAsync(sandbox, $"/{Uri.EscapeDataString(name)}/content")).Should().Be(name);
        }

        var mounts = (await GetAsync(sandbox, "/mounts")).Split('\n');
        mounts.Should().Contain("virtiofs /www/plain virtiofs ro 0 0").And.Contain("virtiofs /www/col:on virtiofs ro 0 0");
        mounts.Should().Contain("virtiofs /www/com,ma virtiofs rw 0 0");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_SingleFile_IsMountedFrom090On(string version)
    {
        Use(version);
        var file = Path.Combine(Emulator.Folder("files"), "one, file");
        await File.WriteAllTextAsync(file, "text");
        var request = Request("file") with { Mounts = [new SandboxMount(file, "/www/file", ReadOnly: true)] };

        if (version == "0.6.0")
        {
            await ShouldFailAsync(() => NewBackend().CreateAsync(request), SandboxErrorCode.Unsupported);
            await ShouldHaveLeftNothingAsync();
        }
        else
        {
            (await GetAsync(await NewBackend().CreateAsync(request), "/file")).Should().Be("text");
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_MountsThatCannotBeMade_AreRefusedAndLeaveNothing(string version)
    {
        Use(version);
        var folder = Emulator.Folder("shared");
        var backend = NewBackend();

        await ShouldFailAsync(
            () => backend.CreateAsync(Request("odd") with { Mounts = [new SandboxMount(Emulator.Folder("co:lon,comma"), "/data")] }), SandboxErrorCode.InvalidRequest);
        await ShouldFailAsync(
            () => backend.CreateAsync(Request("odd") with { Mounts = [new SandboxMount(folder, "/a"), new SandboxMount(folder, "/b", ReadOnly: true)] }),
            SandboxErrorCode.Unsupported);
        var failure = await ShouldFailAsync(
            () => backend.CreateAsync(Request("odd") with { Mounts = [new SandboxMount(folder + "/nowhere", "/data")] }), SandboxErrorCode.InvalidRequest);
        failure.Message.Should().Contain(folder + "/nowhere");
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_SettingsThatTheRuntimeRefuses_AreInvalid(string version)
    {
        Use(version);

        await ShouldFailAsync(
            () => NewBackend(options => options.Labels["team"] = "a=b").CreateAsync(Request("label")), SandboxErrorCode.InvalidRequest);
        await ShouldFailAsync(
            () => NewBackend(options => options.ExtraRunArguments.Add("--privileged")).CreateAsync(Request("option")), SandboxErrorCode.InvalidRequest);
        await ShouldHaveLeftNothingAsync();
    }
}
