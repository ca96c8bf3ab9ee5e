namespace LocalSandbox.Tests.Fakes;

/// <summary>Replies with what an engine really answered.</summary>
internal static class CapturedReplies
{
    extension(Replies)
    {
        public static Reply Of(Capture capture) => Replies.Result(capture.ExitCode, capture.Stdout, capture.Stderr);
    }
}
