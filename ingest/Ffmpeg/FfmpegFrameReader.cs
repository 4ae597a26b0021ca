using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Analytics.Contracts;
using Analytics.Ingest.Links;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Pictures;
using Microsoft.Extensions.Logging;

namespace Analytics.Ingest.Ffmpeg;

/// <summary>Reads sources with child processes of ffmpeg, each run on a thread of its own.</summary>
/// <param name="logger">Logs skipped images.</param>
/// <param name="opening">Before it streams wait to be opened; by default one of this process.</param>
/// <param name="time">Limits how long a stream is opened; none: the system's.</param>
internal sealed class FfmpegFrameReader(ILogger<FfmpegFrameReader> logger, Turnstile? opening = null, TimeProvider? time = null)
    : IFrameReader
{
    private static readonly Turnstile Opening = new(2 * Environment.ProcessorCount);

    /// <inheritdoc/>
    public IDisposable Start(CameraSpec spec, IFrameSink sink)
    {
        var run = new Run(spec, sink, opening ?? Opening, time ?? TimeProvider.System, logger);
        run.Start();
        return run;
    }

    private sealed class Run(CameraSpec spec, IFrameSink sink, Turnstile opening, TimeProvider time, ILogger logger) : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly CancellationTokenSource _ending = new();
        private CancellationToken _stop;
        private FfmpegProcess? _process;
        private bool _disposed;

        public void Start()
        {
            _stop = _ending.Token;
            if (spec.Source.IsLive)
            {
                sink.Hold(true);
            }

            if (!spec.Source.IsLive || opening.TryEnter(Begin))
            {
                Begin();
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                if (_disposed)
                {
                    return;
                }

                _disposed = true;
                _process?.Kill();
            }

            _ending.Cancel();
            _ending.Dispose();
        }

        private void Begin() => new Thread(Read, 256 * 1024) { IsBackground = true, Name = $"ingest {spec.Id}" }.Start();

        // Nobody is above this thread: whatever fails is reported to the camera, and the process lives on.
        [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Handed on to the camera.")]
        private void Read()
        {
            RunEnd end;
            try
            {
                ProgramLog.Say(logger, spec.Options.FfmpegPath);
                end = spec.Source.Kind switch
                {
                    CameraSourceKind.ImageFolder => ReadImages(),
                    CameraSourceKind.VideoFile => ReadVideo(),
                    _ => ReadStream(),
                };
            }
            catch (OperationCanceledException) when (IsDisposed)
            {
                end = FfmpegVerdict.Killed;
            }
            catch (Exception exception)
            {
                var reason = spec.Source.MaskIn(exception.Message);
                if (exception is not (IOException or InvalidDataException or FailureException or UnauthorizedAccessException))
                {
                    logger.LogError("Camera {Camera} failed with an unexpected error: {Type}: {Reason}{Trace}",
                        spec.Id, exception.GetType().Name, reason, $"{Environment.NewLine}{exception.StackTrace}");
                }

                end = new RunEnd(reason, Failed: true);
            }

            sink.End(end);
        }

        private RunEnd ReadStream()
        {
            using var turn = new OpeningTurn(opening, time);
            if (IsDisposed)
            {
                return FfmpegVerdict.Killed; // while it waited
            }

            sink.Hold(false);
            return ReadVideo(turn);
        }

        private RunEnd ReadVideo(OpeningTurn? turn = null)
        {
            var name = ShowInfoName();
            using var link = OpenLink();
            var command = link is not null
                ? FfmpegArguments.ForStream(link, spec.Source.Kind, spec.Options, name)
                : FfmpegArguments.ForFile(spec.Source.Files[0], spec.Options, name);
            var log = new FfmpegLog(name, spec.Source.Kind == CameraSourceKind.HttpStream);
            using var process = FfmpegProcess.Start(spec.Options.FfmpegPath, command, log, link?.Body);
            if (!TryAdopt(process))
            {
                return FfmpegVerdict.Killed;
            }

            if (spec.Source.IsLive)
            {
                sink.Reads(new DecoderInput(process.Id, log));
            }

            var frames = 0;
            TimeSpan? last = null;
            while (process.TryRead(sink, out var frame, out var mediaTime))
            {
                if (frames++ == 0)
                {
                    turn?.Dispose();
                    LibC.StepBack(process.Id); // where all cannot be decoded, what is decoded should still be looked at
                }

                last = mediaTime ?? last;
                if (!sink.Deliver(frame!, mediaTime))
                {
                    return FfmpegVerdict.Killed;
                }
            }

            var exitCode = process.WaitForExit();
            return IsDisposed ? FfmpegVerdict.Killed
                : link?.Fault is { } fault ? new RunEnd(spec.Source.MaskIn(fault), Failed: true)
                : FfmpegVerdict.Of(spec, process.Log, exitCode, frames, last);
        }

#pragma warning disable CA2000 // Its caller disposes it.
        private ICameraLink? OpenLink() => spec.Source.IsLive ? CameraLink.OpenAsync(spec, _stop).GetAwaiter().GetResult() : null;
#pragma warning restore CA2000

        /// <summary>One process per image: sizes, formats and damage of one do not matter to the next.</summary>
        private RunEnd ReadImages()
        {
            var interval = TimeSpan.FromSeconds(1 / spec.Options.Fps);
            if (spec.Source.LeftOut is { } leftOut)
            {
                logger.LogInformation("Camera {Camera}: {LeftOut}", spec.Id, leftOut);
            }

            var unreadable = 0;
            string? reason = null;
            for (var i = 0; i < spec.Source.Files.Count; i++)
            {
                if (!TryReadImage(spec.Source.Files[i], i * interval, out var failure))
                {
                    return FfmpegVerdict.Killed;
                }

                if (failure is not null)
                {
                    unreadable++;
                    reason = $"'{spec.Source.Files[i]}' is not a readable image: {failure}.";
                    logger.LogWarning("Camera {Camera} skips an image: {Reason}", spec.Id, reason);
                }
            }

            return unreadable == spec.Source.Files.Count
                ? new RunEnd(reason!, Failed: true)
                : new RunEnd(string.Create(
                    CultureInfo.InvariantCulture, $"{spec.Source.Files.Count - unreadable} images read, {unreadable} skipped"),
                    Failed: false);
        }

        /// <summary>False when the run is over.</summary>
        private bool TryReadImage(string path, TimeSpan mediaTime, out string? failure)
        {
            var image = PictureFile.TryLoad(path, out failure);
            if (image is null)
            {
                return !IsDisposed;
            }

            var name = ShowInfoName();
            using var process = FfmpegProcess.Start(
                spec.Options.FfmpegPath, FfmpegArguments.ForImage(spec.Options, name), new FfmpegLog(name), new MemoryStream(image));
            if (!TryAdopt(process))
            {
                return false;
            }

            if (process.TryRead(sink, out var frame, out _))
            {
                return sink.Deliver(frame!, mediaTime);
            }

            failure = FfmpegVerdict.Explain(process.Log, spec.Source);
            return !IsDisposed;
        }

        private bool IsDisposed
        {
            get
            {
                lock (_gate)
                {
                    return _disposed;
                }
            }
        }

        private bool TryAdopt(FfmpegProcess process)
        {
            lock (_gate)
            {
                _process = process;
                return !_disposed;
            }
        }

        private static string ShowInfoName() => $"showinfo@{Random.Shared.NextInt64():x16}";
    }
}
