using System.Runtime.InteropServices;

namespace Analytics.Alerts;

/// <summary>
/// Standard output (or another descriptor) as it is. <see cref="Console.OpenStandardOutput()"/> swallows a broken pipe, and a
/// <see cref="FileStream"/> on the descriptor keeps an offset of its own: another process that shares the file, such as a shell that
/// goes on writing to it, would overwrite what we wrote.
/// </summary>
internal sealed partial class StandardOutput(int descriptor = 1) : Stream
{
    /// <summary>errno of a pipe whose reader has gone; the HResult of the exception by which .NET reports it.</summary>
    public const int BrokenPipe = 32;

    private const int Interrupted = 4; // EINTR, write(2)
    private byte[] _torn = []; // the latest write, where only a part of it went out
    private int _done; // how much of it did

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes all of it. What failed halfway is finished first; the same bytes given again are not written twice.</summary>
    /// <exception cref="IOException">It cannot be written to, for example on a full disk.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_done > 0)
        {
            WriteRest(_torn, ref _done);
            _done = 0;
            if (buffer.SequenceEqual(_torn))
            {
                return;
            }
        }

        var done = 0;
        try
        {
            WriteRest(buffer, ref done);
        }
        catch (IOException) when (done > 0)
        {
            (_torn, _done) = (buffer.ToArray(), done);
            throw;
        }
    }

    private unsafe void WriteRest(ReadOnlySpan<byte> buffer, ref int done)
    {
        fixed (byte* start = buffer)
        {
            while (done < buffer.Length)
            {
                var written = WriteTo(descriptor, start + done, (nuint)(buffer.Length - done));
                var error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
                if (written < 0 && error != Interrupted)
                {
                    throw new IOException($"Standard output cannot be written to: {Marshal.GetPInvokeErrorMessage(error)}.", error);
                }

                done += (int)Math.Max(0, written);
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is held back.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial nint WriteTo(int descriptor, byte* bytes, nuint count);
}
