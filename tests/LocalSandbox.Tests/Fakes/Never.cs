namespace LocalSandbox.Tests.Fakes;

/// <summary>
/// What never comes. Unlike an endless delay it ends in line when it is cancelled, on the thread that moved the clock, so that no time passes
/// before whoever waited has seen it.
/// </summary>
internal static class Never
{
    public static Task<T> Answers<T>(CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource<T>();
        cancellationToken.UnsafeRegister((_, token) => never.TrySetCanceled(token), null);
        return never.Task;
    }
}
