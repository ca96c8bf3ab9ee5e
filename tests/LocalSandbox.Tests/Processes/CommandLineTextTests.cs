using CsCheck;
using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Processes;

public sealed class CommandLineTextTests
{
    [Theory]
    [InlineData("docker run -d img", "run", "-d", "img")]
    [InlineData("docker run -e TOKEN img", "run", "-e", "TOKEN", "img")]
    [InlineData("docker run -e TOKEN=*** img", "run", "-e", "TOKEN=secret", "img")]
    [InlineData("docker run --env TOKEN=*** img", "run", "--env", "TOKEN=secret", "img")]
    [InlineData("docker run --env=TOKEN=*** img", "run", "--env=TOKEN=secret", "img")]
    [InlineData("docker run --env=TOKEN img", "run", "--env=TOKEN", "img")]
    [InlineData("docker run -eTOKEN=*** img", "run", "-eTOKEN=secret", "img")]
    [InlineData("docker run -e=*** img", "run", "-e=TOKEN=secret", "img")]
    [InlineData("docker run -e TOKEN=*** img", "run", "-e", "TOKEN=se=cr=et", "img")]
    [InlineData("docker run -dite TOKEN=*** img", "run", "-dite", "TOKEN=secret", "img")]
    [InlineData("docker run --label a=b img", "run", "--label", "a=b", "img")]
    [InlineData("docker run '' 'a b' 'it'\\''s' '\"' 'a\\b' 'x\ny'", "run", "", "a b", "it's", "\"", "a\\b", "x\ny")]
    public void Format_EachArgument_ReadsAsAPersonWouldTypeIt(string expected, params string[] arguments) =>
        CommandLineText.Format("docker", arguments).Should().Be(expected);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Format_AnyValueOfAnEnvironmentArgument_IsMasked() =>
        Gen.Select(Gen.Guid, Gen.Int[0, 3]).Sample((guid, spelling) =>
        {
            var assignment = $"NAME={guid}";
            string[] arguments = spelling switch
            {
                0 => ["run", "-e", assignment],
                1 => ["run", "--env", assignment],
                2 => ["run", "--env=" + assignment],
                _ => ["run", "-e" + assignment],
            };

            var text = new ProcessCommand("docker", arguments).ToString();

            return !text.Contains(guid.ToString(), StringComparison.Ordinal) && text.Contains("NAME=", StringComparison.Ordinal);
        });

    [Fact]
    public void ToString_Command_ShowsNeitherItsEnvironmentNorItsInput()
    {
        var command = new ProcessCommand("docker", ["run", "-e", "TOKEN"])
        {
            Environment = new Dictionary<string, string?> { ["TOKEN"] = "hidden-1" },
            StandardInput = "DOCKER_HOST=hidden-2",
        };

        command.ToString().Should().Be("docker run -e TOKEN");
        $"{command}".Should().NotContain("hidden");
    }
}
