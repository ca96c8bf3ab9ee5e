namespace LocalSandbox.Tests.Fakes;

internal static class FailureMessages
{
    /// <summary>Whatever the runtime said comes after what was tried: a message never begins with somebody else's words, or with none.</summary>
    public static void ShouldSayWhatHappened(this SandboxException failure) => failure.Message.Should().MatchRegex("^['A-Z]");
}
