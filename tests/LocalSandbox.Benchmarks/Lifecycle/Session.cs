using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>One run: who takes part, what it is called on the engine, and what has been measured so far.</summary>
internal sealed class Session(LifecycleOptions options, string prefix, string image, string plainImage, Measurements measurements) : IDisposable
{
    /// <summary>For what an engine still does after it has answered, such as removing a container; the next in turn must not pay for it.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    private int _sandboxes;

    public LifecycleOptions Options { get; } = options;

    /// <summary>Gets what the name of everything begins with that this run makes.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>Gets the image that behaves as its variables say.</summary>
    public string Image { get; } = image;

    /// <summary>Gets the image whose only process handles no signal.</summary>
    public string PlainImage { get; } = plainImage;

    public Measurements Measurements { get; } = measurements;

    public LibraryContender Library { get; } = new(prefix, image);

    public BareCliContender BareCli { get; } = new(prefix);

    public DockerDotNetContender DockerDotNet { get; } = new(prefix);

    public IReadOnlyList<IContender> Contenders => field ??=
        [Library, BareCli, DockerDotNet, new TestcontainersContender(Prefix), new OriginalContender(Prefix)];

    /// <summary>Makes an id that no other sandbox of this run has.</summary>
    public string NextId() => $"s{Interlocked.Increment(ref _sandboxes)}";

    /// <summary>
    /// Lets each contender do a work in turn, so many times. An error is shown in the contender's place, and the others go on; who has no such
    /// operation is left out.
    /// </summary>
    public async Task TakeTurnsAsync(string work, int rounds, Func<IContender, Task> turn, CancellationToken cancellationToken, bool isOnlyAsking = false)
    {
        Console.Write($"{work,-44} ");
        for (var round = 0; round < rounds; round++)
        {
            // Each round begins with another contender: nobody always comes after the same one, nor first after a pause.
            for (var place = 0; place < Contenders.Count; place++)
            {
                var contender = Contenders[(round + place) % Contenders.Count];
                cancellationToken.ThrowIfCancellationRequested();
                await TryAsync(work, contender, () => turn(contender), cancellationToken);
                await Task.Delay(isOnlyAsking ? TimeSpan.Zero : Settling, cancellationToken);
            }

            Console.Write('.');
        }

        Console.WriteLine();
    }

    public async Task TryAsync(string work, IContender contender, Func<Task> turn, CancellationToken cancellationToken)
    {
        try
        {
            await turn();
        }
        catch (NotSupportedException)
        {
            // Nothing to compare.
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Measurements.Of(work, contender.Name).Fail(e.Message);
            Console.Write($"[{contender.Name}: {e.Message.Split('\n')[0]}]");
        }
    }

    public void Dispose()
    {
        foreach (var contender in Contenders)
        {
            contender.Dispose();
        }
    }
}
