namespace LocalSandbox.Tests.Fakes;

public sealed class CaptureTests
{
    [Theory]
    [InlineData("docker run --rm -d image", "run")]
    [InlineData("docker container inspect x", "container inspect")]
    [InlineData("docker image inspect --format {{.Os}} x", "image inspect")]
    [InlineData("docker --context other run image", "run")]
    [InlineData("env DOCKER_HOST=unix:///none.sock docker ps -a", "ps")]
    [InlineData("timeout 20 podman wait one two", "wait")]
    [InlineData("podman --remote inspect x", "inspect")]
    [InlineData("podman --remote --url unix:///run/none.sock rm -f x", "rm")]
    [InlineData("podman --connection nope ps", "ps")]
    [InlineData("./x.sh docker-29.7.2 rm -f -t 0 x", "rm")]
    [InlineData("podman --url", "")]
    [InlineData("podman", "")]
    [InlineData("", "")]
    public void Verb_EachWayToWriteACommand_IsWhatTheEngineWasAsked(string command, string expected) =>
        new Capture("file", "case", command, 0, "", "").Verb.Should().Be(expected);
}
