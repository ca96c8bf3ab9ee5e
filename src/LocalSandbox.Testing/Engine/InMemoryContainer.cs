using System.Collections.ObjectModel;
using System.Net;
using System.Security.Cryptography;
using LocalSandbox.Runtimes;
using LocalSandbox.Testing.Http;

namespace LocalSandbox.Testing.Engine;

/// <summary>A container in memory: its process is an HTTP server on loopback.</summary>
internal sealed class InMemoryContainer : IDisposable
{
    private const int IdBytes = 32;

    private readonly LocalSandboxOptions _options;
    private readonly SandboxBehavior _behavior;
    private readonly TimeProvider _timeProvider;
    private readonly LoopbackServer _server;
    private readonly Lock _gate = new();

    // Continues in line, so that whoever waits has seen the end before a fake clock moves on.
    private readonly TaskCompletionSource _ended = new();
    private readonly DateTimeOffset _createdAt;
    private readonly long _started;
    private ITimer? _exit;
    private int? _exitCode;
    private string _log = "";
    private volatile bool _isOutOfContact;

    public InMemoryContainer(string name, LocalSandboxOptions options, SandboxBehavior behavior, TimeProvider timeProvider)
    {
        (Name, _options, _behavior, _timeProvider) = (name, options, behavior, timeProvider);
        _createdAt = timeProvider.GetUtcNow();
        _started = timeProvider.GetTimestamp();
        _server = new LoopbackServer(AnswerAsync);
    }

    public string Name { get; }

    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Gets what takes the container out of the engine when its process ends; null for one that stays to be looked at.</summary>
    public Action<InMemoryContainer>? VanishesAtItsEnd { get; init; }

    public int Port => _server.Port;

    public Task Ended => _ended.Task;

    public bool IsOutOfContact
    {
        get => _isOutOfContact;
        set => _isOutOfContact = value;
    }

    public string Log
    {
        get
        {
            lock (_gate)
            {
                return _log;
            }
        }
    }

    public ContainerFacts Facts
    {
        get
        {
            lock (_gate)
            {
                return new ContainerFacts(Id, Name, _exitCode is null ? ContainerState.Running : ContainerState.Exited)
                {
                    CreatedAt = _createdAt,
                    ExitCode = _exitCode,
                    Labels = Labels,
                    Ports = _exitCode is null ? [new PublishedPort(_options.ContainerPort, IPAddress.Loopback, Port)] : [],
                };
            }
        }
    }

    /// <summary>Sees to the end that the behavior asks for.</summary>
    public void Start()
    {
        if (_behavior.Exit is not { } exit)
        {
            return;
        }

        if (exit.After <= TimeSpan.Zero)
        {
            End(exit.ExitCode, exit.Log);
            return;
        }

        var timer = _timeProvider.CreateTimer(_ => End(exit.ExitCode, exit.Log), null, exit.After, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            _exit = timer;
        }
    }

    /// <summary>Ends the process; one that has ended stays as it ended.</summary>
    public void End(int exitCode, string log = "")
    {
        lock (_gate)
        {
            if (_exitCode is not null)
            {
                return;
            }

            (_exitCode, _log) = (exitCode, log);
            _exit?.Dispose();
        }

        // Before anybody learns of the end: a dead sandbox must not answer.
        _server.Dispose();
        VanishesAtItsEnd?.Invoke(this);
        _ended.TrySetResult();
    }

    /// <summary>Answers one request as the sandbox's process.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isReady = _behavior.ReadyAfter != Timeout.InfiniteTimeSpan && _timeProvider.GetElapsedTime(_started) >= _behavior.ReadyAfter;
        return !isReady ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            : request.RequestUri?.AbsolutePath == new Uri(request.RequestUri!, _options.HealthPath).AbsolutePath
                ? new HttpResponseMessage(HttpStatusCode.OK)
            : _behavior.Respond is { } respond ? await respond(request, cancellationToken).ConfigureAwait(false)
            : new HttpResponseMessage(HttpStatusCode.NotFound);
    }

    public void Dispose() => End(exitCode: 137);
}
