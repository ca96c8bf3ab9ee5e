namespace LocalSandbox.Tests.TestKit;

/// <summary>The example of the package's README, word for word.</summary>
public sealed class SurvivingAgentTests
{
    [Fact]
    public async Task Ask_WhenTheSandboxHasDied_IsAnsweredByAnother()
    {
        using var sandboxes = new InMemorySandboxBackend { Behavior = new() { Respond = (_, _) => Task.FromResult(Answer("42")) } };
        var agent = new Agent(sandboxes);
        await agent.AskAsync("a conversation");
        sandboxes.Kill(SandboxIds.ForThread("a conversation"));
        Assert.Equal("42", await agent.AskAsync("a conversation"));
    }

    private static HttpResponseMessage Answer(string text) => new() { Content = new StringContent(text) };

    // The code under test: yours.
    private sealed class Agent(ISandboxBackend sandboxes)
    {
        private static readonly HttpClient Http = new();

        public async Task<string> AskAsync(string conversation)
        {
            var sandbox = await sandboxes.GetOrCreateAsync(new SandboxRequest(SandboxIds.ForThread(conversation)));
            return await Http.GetStringAsync(new Uri(sandbox.Url!, "answer"));
        }
    }
}
