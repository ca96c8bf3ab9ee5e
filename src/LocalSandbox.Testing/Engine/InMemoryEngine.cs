using LocalSandbox.Processes;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Validation;

namespace LocalSandbox.Testing.Engine;

/// <summary>A container engine in memory. Like any runtime's dialect it answers what it is asked and decides nothing.</summary>
internal sealed class InMemoryEngine(LocalSandboxOptions options, TimeProvider timeProvider) : IRuntimeDialect, IDisposable
{
    public const string Name = "in-memory";

    private const int StoppedByRequest = 143;

    private static readonly DockerErrors Words = new();

    private readonly Lock _gate = new();
    private readonly List<InMemoryContainer> _containers = [];
    private readonly Dictionary<string, SandboxBehavior> _behaviors = new(StringComparer.Ordinal);
    private SandboxBehavior _behavior = new();
    private volatile bool _isDown;

    /// <summary>Gets Docker, whose words and hints it has.</summary>
    public ContainerRuntimeKind Kind => ContainerRuntimeKind.Docker;

    public string ReportedName => "docker";

    public bool IsDown
    {
        get => _isDown;
        set => _isDown = value;
    }

    public SandboxBehavior Behavior
    {
        get => Volatile.Read(ref _behavior);
        set => Volatile.Write(ref _behavior, value);
    }

    public void Behave(string sandboxId, SandboxBehavior behavior)
    {
        lock (_gate)
        {
            _behaviors[ContainerName(sandboxId)] = behavior;
        }
    }

    /// <summary>Gets the container of a sandbox that runs.</summary>
    public InMemoryContainer Running(string sandboxId)
    {
        ArgumentNullException.ThrowIfNull(sandboxId);
        return Find(ContainerName(sandboxId)) is { Facts.State: ContainerState.Running } container
            ? container
            : throw new InvalidOperationException($"No sandbox '{sandboxId}' runs; call this after it was created.");
    }

    /// <summary>Gets the container that serves on a port; null when nothing does.</summary>
    public InMemoryContainer? ServingOn(int port)
    {
        lock (_gate)
        {
            return _containers.Find(container => container.Port == port && container.Facts.State is ContainerState.Running);
        }
    }

    public void TakeName(string sandboxId)
    {
        ArgumentNullException.ThrowIfNull(sandboxId);
        var foreign = new InMemoryContainer(ContainerName(sandboxId), options, new SandboxBehavior(), timeProvider);
        if (!TryAdd(foreign))
        {
            foreign.Dispose();
            throw new InvalidOperationException($"There is a container for '{sandboxId}' already; call this before it is created.");
        }
    }

    public Task<string> RunAsync(ContainerSpec spec, CancellationToken cancellationToken) => AskAsync(() =>
    {
        var behavior = BehaviorOf(spec.Name);
        if (behavior.RefuseStart is { } refuse)
        {
            throw refuse();
        }

        var container = new InMemoryContainer(spec.Name, options, behavior, timeProvider)
        {
            Labels = spec.Labels,
            VanishesAtItsEnd = spec.AutoRemove ? Drop : null,
        };
        if (!TryAdd(container))
        {
            container.Dispose();
            throw new SandboxException(SandboxErrorCode.NameTaken, $"The container name '{spec.Name}' is already in use.");
        }

        container.Start();
        return container.Id;
    });

    public Task PullAsync(string image, CancellationToken cancellationToken) => AskAsync(() => true);

    public Task<ContainerFacts?> InspectAsync(string nameOrId, CancellationToken cancellationToken) =>
        AskAsync(() => Find(nameOrId) is { } container ? Tell(container) : null);

    public Task<IReadOnlyList<ContainerFacts>> ListAsync(string label, string value, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<ContainerFacts>>(() =>
        {
            lock (_gate)
            {
                return [.. _containers.Where(container => container.Labels.GetValueOrDefault(label) == value).Select(Tell)];
            }
        });

    public Task StopAsync(string id, TimeSpan gracePeriod, CancellationToken cancellationToken) => AskAsync(() =>
    {
        Reachable(id)?.End(StoppedByRequest);
        return true;
    });

    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) => AskAsync(() =>
    {
        if (Reachable(id) is { } container)
        {
            Drop(container);
            container.Dispose();
        }

        return true;
    });

    public async Task WaitForExitAsync(string id, TimeSpan timeLimit, CancellationToken cancellationToken)
    {
        if (await AskAsync(() => Reachable(id)).ConfigureAwait(false) is { } container)
        {
            await container.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<string> ReadLogTailAsync(string id, int lines, IEnumerable<string> secrets, CancellationToken cancellationToken) =>
        AskAsync(() => SecretText.Mask(string.Join('\n', (Reachable(id)?.Log ?? "").TrimEnd('\n').Split('\n').TakeLast(lines)), secrets));

    public Task<EngineFacts> DescribeEngineAsync(CancellationToken cancellationToken) => AskAsync(() => new EngineFacts(Name, null, null));

    public Task<ImageFacts?> FindImageAsync(string image, CancellationToken cancellationToken) =>
        AskAsync<ImageFacts?>(() => new ImageFacts(null));

    public void Dispose()
    {
        InMemoryContainer[] all;
        lock (_gate)
        {
            all = [.. _containers];
            _containers.Clear();
        }

        Array.ForEach(all, container => container.Dispose());
    }

    private string ContainerName(string sandboxId) => NameRules.ContainerName(options.ContainerPrefix, sandboxId);

    private SandboxBehavior BehaviorOf(string name)
    {
        lock (_gate)
        {
            return _behaviors.GetValueOrDefault(name) ?? Behavior;
        }
    }

    private bool TryAdd(InMemoryContainer container)
    {
        lock (_gate)
        {
            if (_containers.Exists(other => other.Name == container.Name))
            {
                return false;
            }

            _containers.Add(container);
            return true;
        }
    }

    private InMemoryContainer? Find(string nameOrId)
    {
        lock (_gate)
        {
            return _containers.Find(container => container.Name == nameOrId || container.Id == nameOrId);
        }
    }

    private void Drop(InMemoryContainer container)
    {
        lock (_gate)
        {
            _containers.Remove(container);
        }
    }

    /// <summary>Finds a container to do something with; null when it is absent.</summary>
    private InMemoryContainer? Reachable(string id)
    {
        var container = Find(id);
        return container is { IsOutOfContact: true } ? throw NoAnswer() : container;
    }

    private static ContainerFacts Tell(InMemoryContainer container) => container.IsOutOfContact ? throw NoAnswer() : container.Facts;

    private Task<T> AskAsync<T>(Func<T> ask)
    {
        try
        {
            return Task.FromResult(_isDown ? throw NoAnswer() : ask());
        }
        catch (SandboxException e)
        {
            return Task.FromException<T>(e);
        }
    }

    private static SandboxException NoAnswer() => new(SandboxErrorCode.RuntimeNotRunning, "The engine in memory gives no answer, as it was told.")
    {
        ExitCode = 1,
        Hint = Words.HintFor(SandboxErrorCode.RuntimeNotRunning),
    };
}
