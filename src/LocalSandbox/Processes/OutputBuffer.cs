using System.Buffers;
using System.Text;

namespace LocalSandbox.Processes;

/// <summary>
/// Keeps one stream of a program whole up to a limit, and past it only the end: a runtime's answer is small, but the log of a sandbox
/// is as long as untrusted code makes it.
/// </summary>
internal sealed class OutputBuffer(int limit)
{
    /// <summary>An inspect of 1,000 containers is about 7 MiB.</summary>
    public const int AnswerLimit = 12 * 1024 * 1024;

    /// <summary>Error texts are a few lines; more is noise.</summary>
    public const int ErrorLimit = 1024 * 1024;

    public const int TailLength = 64 * 1024;

    private const int ReadSize = 16 * 1024;

    private ArrayBufferWriter<byte> _kept = new();

    public bool IsTruncated { get; private set; }

    public async Task FillAsync(Stream source, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await source.ReadAsync(_kept.GetMemory(ReadSize), cancellationToken).ConfigureAwait(false)) > 0)
        {
            _kept.Advance(read);

            // Past the limit the buffer is cut back whenever it has grown to twice the tail.
            if (_kept.WrittenCount > (IsTruncated ? 2 * TailLength : limit))
            {
                KeepTail();
            }
        }
    }

    public string ReadText()
    {
        var written = _kept.WrittenSpan;
        return Encoding.UTF8.GetString(IsTruncated && written.Length > TailLength ? written[^TailLength..] : written);
    }

    private void KeepTail()
    {
        var tail = new ArrayBufferWriter<byte>((2 * TailLength) + ReadSize);
        tail.Write(_kept.WrittenSpan[^Math.Min(TailLength, _kept.WrittenCount)..]);
        _kept = tail;
        IsTruncated = true;
    }
}
