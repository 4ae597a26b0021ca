using System.Diagnostics;
using System.IO.Pipes;
using Analytics.Contracts;
using Analytics.Contracts.Processes;
using Analytics.Runtime.Frames;

namespace Analytics.Ingest.Ffmpeg;

/// <summary>
/// One child process that decodes. Its standard error announces each frame before its standard output carries it; both are read by
/// one thread, so that neither pipe can fill up while the other is waited for. Nothing of the source's bytes is parsed here.
/// </summary>
internal sealed class FfmpegProcess : IDisposable
{
    private const int PipeBytes = 1 << 20;

    // 4K needs 0.6 GB of address space with one thread and 2.3 GB with 64, in H.264 as in HEVC; 8K with 16 threads about 3 GB.
    private const long Decoding = 4L << 30;

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    // Where their drivers are, and which device is meant.
    private static readonly string[] AcceleratorVariables =
        ["LIBVA_DRIVER_NAME", "LIBVA_DRIVERS_PATH", "VDPAU_DRIVER", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "NVIDIA_VISIBLE_DEVICES"];

    private readonly Process _process;
    private readonly AnonymousPipeClientStream _pictures;
    private readonly AnonymousPipeClientStream _announcements;
    private readonly byte[] _buffer = new byte[4096];
    private readonly Lock _gate = new();
    private bool _announcementsEnded;
    private bool _disposed;

    private FfmpegProcess(Process process, FfmpegLog log)
    {
        _process = process;
        Log = log;
        _pictures = (AnonymousPipeClientStream)process.StandardOutput.BaseStream;
        _announcements = (AnonymousPipeClientStream)process.StandardError.BaseStream;
        LibC.TryGrowPipe(_pictures.SafePipeHandle, PipeBytes);
    }

    /// <summary>What to do where there is no ffmpeg.</summary>
    public const string Remedy = "Install ffmpeg 5.1 or later (on Debian: apt-get install ffmpeg), or write its full path into Ingest:FfmpegPath.";

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
            process = ChildProcess.Start(new ChildCommand(ProgramPath.Find(executable, Remedy), command.Arguments)
            {
                MemoryBytes = command.IsAccelerated ? null : Decoding,
                Variables = command.IsAccelerated ? OfAccelerators() : Nothing,
            });
        }
        catch (FailureException)
        {
            input?.Dispose();
            throw;
        }

        Feed(process.StandardInput.BaseStream, input ?? new MemoryStream(command.Script ?? []));
        return new FfmpegProcess(process, log);
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

    /// <inheritdoc/>
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

        // Process.Dispose leaves streams that were handed out to their user.
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
        _process.Dispose();
    }

    /// <summary>Copies the input aside, as the process may write pictures before it has read all; it may also end before.</summary>
    private static void Feed(Stream standardInput, Stream input) => _ = Task.Run(async () =>
    {
        try
        {
            await using (standardInput)
            await using (input)
            {
                await input.CopyToAsync(standardInput);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The process has ended, and its log says why; or the camera has.
        }
    });

    private static Dictionary<string, string> OfAccelerators() => AcceleratorVariables
        .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
        .Where(variable => variable.Value is not null)
        .ToDictionary(variable => variable.Name, variable => variable.Value!);

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
