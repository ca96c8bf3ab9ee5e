namespace LocalSandbox.Testing.Engine;

/// <summary>
/// Carries the backend's own health checks to sandboxes in memory without a connection: a request that really travels takes real time, in
/// which a test that moves a fake clock would let every time limit pass.
/// </summary>
internal sealed class EngineHealthHandler(InMemoryEngine engine) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        engine.ServingOn(request.RequestUri!.Port) is { } container
            ? container.AnswerAsync(request, cancellationToken)
            : Task.FromException<HttpResponseMessage>(new HttpRequestException("Connection refused"));
}
