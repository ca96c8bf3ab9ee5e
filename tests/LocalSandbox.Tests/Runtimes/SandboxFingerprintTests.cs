using LocalSandbox.Runtimes;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Runtimes;

public sealed class SandboxFingerprintTests
{
    private static readonly SandboxFingerprint Plain = SandboxFingerprint.Of(Specs.Of());

    public static TheoryData<string, string> Changes => new()
    {
        { "image", "another image" },
        { "mount", "other mounts" },
        { "mount order", "other mounts" },
        { "read-only", "other mounts" },
        { "memory", "other limits or isolation" },
        { "cpus", "other limits or isolation" },
        { "pids", "other limits or isolation" },
        { "isolation", "other limits or isolation" },
        { "network", "other limits or isolation" },
        { "user", "other limits or isolation" },
        { "init", "other limits or isolation" },
        { "port", "other limits or isolation" },
        { "extra", "other limits or isolation" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void DescribeDifference_OneChange_NamesItsKind(string change, string expected)
    {
        var before = SandboxFingerprint.Of(Specs.Of(AddMounts));

        var after = SandboxFingerprint.Of(Specs.Of(options =>
        {
            AddMounts(options);
            Change(options, change);
        }));

        after.DescribeDifference(before).Should().Be(expected);
        before.DescribeDifference(after).Should().Be(expected);
    }

    [Fact]
    public void DescribeDifference_Everything_NamesEachKind() =>
        SandboxFingerprint.Of(Specs.Of(options =>
        {
            Change(options, "image");
            Change(options, "mount");
            Change(options, "memory");
        })).DescribeDifference(Plain).Should().Be("another image, other mounts, other limits or isolation");

    [Fact]
    public void DescribeDifference_NothingRecorded_SaysSo() => Plain.DescribeDifference(null).Should().NotBeEmpty();

    [Fact]
    public void Of_EnvironmentLabelsNameAndAttempt_DoNotCount()
    {
        var other = Specs.Of(
            options =>
            {
                options.Environment["A"] = "1";
                options.Labels["x"] = "y";
            },
            new SandboxRequest("two") { ThreadId = "t" });

        SandboxFingerprint.Of(other).Should().Be(Plain);
    }

    [Fact]
    public void Of_PathsThatJoinToTheSameText_Differ()
    {
        var one = SandboxFingerprint.Of(Specs.Of(options => options.Mounts.Add(new SandboxMount("/a", "/b/c"))));
        var other = SandboxFingerprint.Of(Specs.Of(options => options.Mounts.Add(new SandboxMount("/a/b", "/c"))));

        one.Should().NotBe(other);
    }

    [Fact]
    public void ToString_SameInEveryProcessAndRelease() => Plain.ToString().Should().Be("430f3ee7fd910978.e3b0c44298fc1c14.d271bd9e431681a7");

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame() => SandboxFingerprint.Parse(Plain.ToString()).Should().Be(Plain);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    public void Parse_SomethingElse_IsNull(string? label) => SandboxFingerprint.Parse(label).Should().BeNull();

    private static void AddMounts(LocalSandboxOptions options)
    {
        options.Mounts.Add(new SandboxMount("/one", "/a"));
        options.Mounts.Add(new SandboxMount("/two", "/b"));
    }

    private static void Change(LocalSandboxOptions options, string what)
    {
        switch (what)
        {
            case "image":
                options.Image = "other";
                break;
            case "mount":
                options.Mounts.Add(new SandboxMount("/three", "/c"));
                break;
            case "mount order":
                (options.Mounts[0], options.Mounts[1]) = (options.Mounts[1], options.Mounts[0]);
                break;
            case "read-only":
                options.Mounts[0] = options.Mounts[0] with { ReadOnly = true };
                break;
            case "memory":
                options.Memory = "1g";
                break;
            case "cpus":
                options.Cpus = 1;
                break;
            case "pids":
                options.PidsLimit = 1;
                break;
            case "isolation":
                options.Isolation = SandboxIsolation.Strict;
                break;
            case "network":
                options.Network = "n";
                break;
            case "user":
                options.User = "u";
                break;
            case "init":
                options.Init = false;
                break;
            case "port":
                options.ContainerPort = 1;
                break;
            default:
                options.ExtraRunArguments.Add("--x");
                break;
        }
    }
}
