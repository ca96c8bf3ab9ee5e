using LocalSandbox;

namespace AgentHost;

/// <summary>Removes what a killed host left dead. The host starts meanwhile, and also when there is no engine yet.</summary>
internal sealed partial class SweepAtStart(SandboxSweeper sweeper, ILogger<SweepAtStart> logger) : BackgroundService
{
    private readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var sweep = await sweeper.SweepAsync(cancellationToken: stoppingToken);
            LogSwept(sweep.Removed.Count(), sweep.Kept.Count());
        }
        catch (SandboxException e)
        {
            LogNotSwept(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Swept: {Removed} sandboxes removed, {Kept} kept")]
    private partial void LogSwept(int removed, int kept);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not sweep")]
    private partial void LogNotSwept(Exception exception);
}
