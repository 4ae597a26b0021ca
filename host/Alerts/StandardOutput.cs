using System.Runtime.InteropServices;

namespace Analytics.Host.Alerts;

/// <summary>
/// Standard output (or another descriptor) as it is. <see cref="Console.OpenStandardOutput()"/> swallows a broken pipe, and a <see cref="FileStream"/> on the
/// descriptor keeps an offset of its own, so that whoever shares the file (a shell that goes on writing to it) would write over ours.
/// </summary>
internal sealed partial class StandardOutput(int descriptor = 1) : Stream
{
    /// <summary>errno of a pipe whose reader has gone; the HResult of the exception that tells it, as .NET does it.</summary>
    public const int BrokenPipe = 32;

    private const int Interrupted = 4; // EINTR, write(2)

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

    /// <inheritdoc/>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            for (var done = 0; done < buffer.Length;)
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
