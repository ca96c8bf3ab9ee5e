using System.Collections.Concurrent;
using System.Net;

namespace LocalSandbox.Tests.Fakes;

/// <summary>Answers health checks as scripted: the next ones one by one, all others alike.</summary>
internal sealed class StubHealthHandler(TimeProvider timeProvider) : HttpMessageHandler
{
    internal delegate Task<HttpResponseMessage> Answer(Uri url, CancellationToken cancellationToken);

    private readonly long _started = timeProvider.GetTimestamp();
    private readonly ConcurrentQueue<Answer> _next = [];
    private readonly ConcurrentQueue<(Uri Url, TimeSpan At)> _requests = [];

    public Answer Always { get; set; } = Status(HttpStatusCode.OK);

    public bool IsDisposed { get; private set; }

    public IReadOnlyList<Uri> Urls => [.. _requests.Select(request => request.Url)];

    /// <summary>Gets when each request was sent, counted from the start.</summary>
    public IReadOnlyList<TimeSpan> Times => [.. _requests.Select(request => request.At)];

    public static Answer Status(HttpStatusCode status) => (_, _) => Task.FromResult(new HttpResponseMessage(status));

    public static Answer Status(int status) => Status((HttpStatusCode)status);

    public static Answer Throws(Func<Exception> exception) => (_, _) => Task.FromException<HttpResponseMessage>(exception());

    public static Answer Hangs() => (_, cancellationToken) => Never.Answers<HttpResponseMessage>(cancellationToken);

    public StubHealthHandler Next(params Answer[] answers)
    {
        foreach (var answer in answers)
        {
            _next.Enqueue(answer);
        }

        return this;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Enqueue((request.RequestUri!, timeProvider.GetElapsedTime(_started)));
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<HttpResponseMessage>(cancellationToken);
        }

        return (_next.TryDequeue(out var next) ? next : Always)(request.RequestUri!, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
