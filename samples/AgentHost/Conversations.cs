using LocalSandbox;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AgentHost;

/// <summary>What a client can do with the sandbox of a conversation.</summary>
internal static class Conversations
{
    public static void MapConversations(this IEndpointRouteBuilder app)
    {
        app.MapGet("/conversations", ListAsync);
        var conversation = app.MapGroup("/conversations/{id}/sandbox");
        conversation.MapPut("/", GetOrCreateAsync);
        conversation.MapGet("/", StatusAsync);
        conversation.MapDelete("/", DestroyAsync);
        conversation.Map("/call/{**path}", CallAsync);
    }

    private static async Task<IEnumerable<SandboxStatus>> ListAsync(ISandboxBackend sandboxes, CancellationToken cancellationToken) =>
        (await sandboxes.ListRunningAsync(cancellationToken)).Select(SandboxStatus.Of);

    private static async Task<SandboxStatus> GetOrCreateAsync(string id, ISandboxBackend sandboxes, CancellationToken cancellationToken) =>
        SandboxStatus.Of(await sandboxes.GetOrCreateAsync(
            new SandboxRequest(SandboxIds.ForThread(id)) { ThreadId = id }, cancellationToken));

    private static async Task<Results<Ok<SandboxStatus>, NotFound>> StatusAsync(
        string id, ISandboxBackend sandboxes, CancellationToken cancellationToken) =>
        await sandboxes.DiscoverAsync(SandboxIds.ForThread(id), cancellationToken) is { } sandbox
            ? TypedResults.Ok(SandboxStatus.Of(sandbox))
            : TypedResults.NotFound();

    /// <summary>Also of a sandbox that does not answer any more, which a status would call absent.</summary>
    private static async Task<NoContent> DestroyAsync(
        string id, ISandboxBackend sandboxes, SandboxForwarding forwarding, CancellationToken cancellationToken)
    {
        await sandboxes.DestroyAsync(new SandboxInfo(SandboxIds.ForThread(id)), cancellationToken);
        forwarding.Forget(id);
        return TypedResults.NoContent();
    }

    private static Task CallAsync(string id, string? path, HttpContext context, SandboxForwarding forwarding) =>
        forwarding.SendAsync(id, path ?? "", context);
}
