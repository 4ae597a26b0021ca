using System.Diagnostics;
using System.IO.Pipes;
using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Video;

namespace Analytics.Ingest.Ffmpeg;

/// <summary>
/// One child process that decodes. Its standard error announces each frame before its standard output carries it; both are read by
/// one thread, so that neither pipe can fill up while the other is waited for. Nothing of the source's bytes is parsed here.
/// </summary>
internal sealed class FfmpegProcess : IDisposable
{
    private const int PipeBytes = 1 << 20;

    private readonly Process _process;
    private readonly AnonymousPipeClientStream _pictures;
    private readonly AnonymousPipeClientStream _announcements;
    private readonly byte[] _buffer = new byte[4096];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _feeding;
    private bool _announcementsEnded;
    private bool _disposed;

    private FfmpegProcess(Process process, FfmpegLog log, Stream input)
    {
        _process = process;
        Log = log;
        _pictures = (AnonymousPipeClientStream)process.StandardOutput.BaseStream;
        _announcements = (AnonymousPipeClientStream)process.StandardError.BaseStream;
        LibC.TryGrowPipe(_pictures.SafePipeHandle, PipeBytes);
        var (standardInput, ending) = (process.StandardInput.BaseStream, _ending.Token);
        _feeding = Task.Run(() => FeedAsync(standardInput, input, ending), CancellationToken.None);
    }

    /// <summary>What it said.</summary>
    public FfmpegLog Log { get; }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts ffmpeg.</summary>
    /// <param name="executable">A full path or a name on the PATH.</param>
    /// <param name="command">The arguments, and perhaps a script for its standard input.</param>
    /// <param name="log">Reads its standard error.</param>
    /// <param name="input">Bytes for its standard input where there is no script; disposed when they are copied.</param>
    /// <exception cref="FailureException">There is no such executable.</exception>
    public static FfmpegProcess Start(string executable, FfmpegCommand command, FfmpegLog log, Stream? input = null)
    {
        Process process;
        try
        {
            process = FfmpegProgram.StartDecoder(executable, command.Arguments, command.IsAccelerated);
        }
        catch (FailureException)
        {
            input?.Dispose();
            throw;
        }

        return new FfmpegProcess(process, log, input ?? new MemoryStream(command.Script ?? []));
    }

    /// <summary>
    /// Waits for the next frame and reads it into one of the sink's. False when the process has written all it will write.
    /// </summary>
    public bool TryRead(IFrameSink sink, out Frame? frame, out TimeSpan? mediaTime)
    {
        frame = null;
        mediaTime = null;
        FrameHeader header;
        while (!Log.TryTake(out header))
        {
            if (!ReadAnnouncements())
            {
                return false;
            }
        }

        var rented = sink.Rent(header.Width, header.Height);
        try
        {
            if (Fill(rented.I420))
            {
                (frame, mediaTime) = (rented, header.MediaTime);
            }
        }
        finally
        {
            if (frame is null)
            {
                rented.Dispose();
            }
        }

        return frame is not null;
    }

    /// <summary>Ends the process at once; safe from any thread and at any time.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                TryKill();
            }
        }
    }

    /// <summary>Waits for the end of a process that has closed its pipes; its exit code, 128 + n after signal n.</summary>
    public int WaitForExit()
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(2)))
        {
            TryKill();
            _process.WaitForExit();
        }

        return _process.ExitCode;
    }

    /// <summary>Ends the process and waits until nothing copies its input any more. Throws an unexpected fault of the copying.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            TryKill();
        }

        _ending.Cancel();
        // Process.Dispose leaves streams that were handed out to their user.
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
        _process.Dispose();
        using (_ending)
        {
            _feeding.GetAwaiter().GetResult();
        }
    }

    /// <summary>Copies the input aside, as the process may write pictures before it has read all; it may also end before.</summary>
    private static async Task FeedAsync(Stream standardInput, Stream input, CancellationToken ending)
    {
        try
        {
            await using (standardInput)
            await using (input)
            {
                await input.CopyToAsync(standardInput, ending);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The process has ended, and its log says why; or the camera has.
        }
    }

    private bool Fill(Span<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var (picture, announcement) = _announcementsEnded
                ? (true, false)
                : LibC.WaitForEither(_pictures.SafePipeHandle, _announcements.SafePipeHandle);
            if (announcement)
            {
                ReadAnnouncements();
            }

            if (picture)
            {
                var read = _pictures.Read(rest);
                if (read == 0)
                {
                    return false;
                }

                rest = rest[read..];
            }
        }

        return true;
    }

    private bool ReadAnnouncements()
    {
        if (_announcementsEnded)
        {
            return false;
        }

        var read = _announcements.Read(_buffer);
        _announcementsEnded = read == 0;
        Log.Append(_buffer.AsSpan(0, read));
        return !_announcementsEnded;
    }

    private void TryKill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
