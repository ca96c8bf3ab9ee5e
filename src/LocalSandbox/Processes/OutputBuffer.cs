using System.Text;

namespace LocalSandbox.Processes;

/// <summary>
/// Keeps one stream of a program whole up to a limit, and past it only the end: a runtime's answer is small, but the log of a sandbox
/// is as long as untrusted code makes it. However much is written, past the limit nothing more is allocated.
/// </summary>
internal sealed class OutputBuffer(int limit)
{
    /// <summary>For error texts and for answers that are a few lines; more is noise.</summary>
    public const int ShortAnswer = 1024 * 1024;

    /// <summary>An inspect of 1,000 containers is about 7 MiB; two floods, one after the other, must fit into 32.</summary>
    public const int LongAnswer = 8 * 1024 * 1024;

    public const int TailLength = 64 * 1024;

    private const int BlockSize = 16 * 1024;

    /// <summary>The last block may have just been begun.</summary>
    private const int TailBlocks = (TailLength / BlockSize) + 1;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Queue<byte[]> _blocks = [];
    private byte[] _last = [];
    private int _used;

    public bool IsTruncated { get; private set; }

    /// <summary>Gets a value indicating whether the whole stream is here but was not UTF-8; known once it has been read as text.</summary>
    public bool IsGarbled { get; private set; }

    private int Kept => _blocks.Count == 0 ? 0 : ((_blocks.Count - 1) * BlockSize) + _used;

    public async Task FillAsync(Stream source, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_used == _last.Length)
            {
                AddBlock();
            }

            var read = await source.ReadAsync(_last.AsMemory(_used), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            _used += read;
            if (!IsTruncated && Kept > limit)
            {
                IsTruncated = true;
                while (_blocks.Count > TailBlocks)
                {
                    _blocks.Dequeue();
                }
            }
        }
    }

    public string ReadText()
    {
        var bytes = new byte[Kept];
        var written = 0;
        foreach (var block in _blocks)
        {
            var part = block.AsSpan(0, Math.Min(BlockSize, bytes.Length - written));
            part.CopyTo(bytes.AsSpan(written));
            written += part.Length;
        }

        if (IsTruncated)
        {
            return Encoding.UTF8.GetString(bytes.AsSpan(Math.Max(0, bytes.Length - TailLength)));
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            IsGarbled = true;
            return Encoding.UTF8.GetString(bytes);
        }
    }

    /// <summary>Past the limit the oldest block is used again.</summary>
    private void AddBlock()
    {
        _last = IsTruncated && _blocks.Count == TailBlocks ? _blocks.Dequeue() : new byte[BlockSize];
        _blocks.Enqueue(_last);
        _used = 0;
    }
}
