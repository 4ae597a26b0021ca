using Akka.Actor;
using Akka.Hosting;
using Analytics.Alerts;
using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Contracts;
using Analytics.Embed.Scheduling;
using Analytics.Ingest;
using Analytics.People.Watching;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Models;
using Analytics.Runtime.Video;
using Analytics.Site;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Watch;

/// <summary>One watch: the host with its cameras, the matching, the display and the annotated video, from start to clean end.</summary>
internal sealed class WatchRun : IAsyncDisposable
{
    private readonly WatchRequest _asked;
    private readonly AnalyticsOptions _options;
    private readonly StandardError _error;
    private readonly IHost _host;
    private readonly CameraBoard _board;
    private readonly Ending _ending;
    private readonly Dictionary<CameraId, EmbeddingSchedule> _schedules;
    private readonly PeopleNames _names = new();
    private readonly TrackLabels _labels;
    private readonly AnnotatedVideo? _video;

    public WatchRun(
        WatchRequest asked, AnalyticsOptions options, IReadOnlyList<CameraSpec> cameras, StandardError error, bool verbose)
    {
        (_asked, _options, _error) = (asked, options, error);
        _labels = new TrackLabels(_names);
        _ending = new Ending(error);
        _board = new CameraBoard([.. cameras.Select(camera => camera.Id)], TimeProvider.System);
        _schedules = cameras.ToDictionary(camera => camera.Id, _ => new EmbeddingSchedule(options.Schedule));
        List<IFrameObserver> observers = [_board];
        var watch = new CameraWatch(_board.OnStatus, _ending.OnStopped, _ending.OnAllStopped);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddStages(options).AddLogs(error, verbose)
            .AddAkka("analytics", akka => akka.WithWatch(cameras, watch, _schedules, observers));
        _host = builder.Build();
        if (asked.Annotate is { } path)
        {
            var logger = Services.GetRequiredService<ILogger<AnnotatedVideo>>();
            _video = new AnnotatedVideo(path, options.Ingest.Fps, cameras.Count > 1, options.Ingest.FfmpegPath, logger);
            observers.Add(new AnnotatedFrames(_video, _labels));
        }
    }

    /// <summary>The models, the bus and the options of the stages.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>What people are called.</summary>
    public PeopleNames Names => _names;

    /// <summary>
    /// Watches until all cameras have ended; the token ends them. Returns the exit code: 0 when every file was read to its end, 1 when
    /// alerts were lost or a video was not written to its end.
    /// </summary>
    /// <param name="people">The gallery.</param>
    /// <param name="lines">Takes the alerts; none when nobody asked for them.</param>
    /// <param name="stopping">Asks for the end; cancelled here when the reader of the alerts has left.</param>
    public async Task<int> WatchAsync(WatchedPeople people, AlertJsonLines? lines, CancellationTokenSource stopping)
    {
        Services.LoadModels();
        var snapshots = _options.Alerts.Snapshots ? new SnapshotStore(_asked.Data) : null;
        await using var desk = new AlertDesk(
            lines, snapshots, AlertDesk.ManyLines, stopping.Cancel, TimeProvider.System, Services.GetRequiredService<ILogger<AlertDesk>>());
        var bus = Services.GetRequiredService<InProcessBus>();
        var match = Matching.Of(
            people, bus, _options.Match, Services.GetRequiredService<ModelStore>().CalibrationOf(people.Index.Collection.Model),
            (alert, cancellationToken) =>
                SendAsync(alert, desk, cancellationToken), OnIdentified, _names, Services.GetRequiredService<ILoggerFactory>());
        using var reading = new CancellationTokenSource();
        await _host.StartAsync(CancellationToken.None);
        var matching = match(reading.Token);
        using var shown = new CancellationTokenSource();
        var alertsOnTerminal = _options.Alerts.File == "-" && !Console.IsOutputRedirected;
        var display = CameraDisplay.RunAsync(_error, alertsOnTerminal, _board.Rows, TimeProvider.System, shown.Token);

        var timedOut = false;
        var isWritten = false;
        var region = Services.GetRequiredService<IRequiredActor<CameraRegion>>().ActorRef;
        try
        {
            await using (stopping.Token.Register(() =>
            {
                region.Tell(new CameraRegion.StopAll());
                reading.CancelAfter(Matching.DrainTimeout);
            }))
            {
                await Task.WhenAny(_ending.AllStopped, matching);
                bus.Complete();
                timedOut = !await Matching.EndAsync(matching, reading, _error.WriteLine);
            }

            isWritten = await desk.CompleteAsync() & await (_video?.CompleteAsync() ?? Task.FromResult(true));
        }
        finally
        {
            await shown.CancelAsync();
            await display;
        }

        await _host.StopAsync(CancellationToken.None);
        if (!isWritten)
        {
            return ExitCode.Failed;
        }

        // Who waited for matching in vain has failed, and not because of its file.
        return timedOut || !_ending.Failed ? ExitCode.Success : ExitCode.BadInput;
    }

    /// <summary>Closes the video and lets go of the models.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_video is not null)
        {
            await _video.DisposeAsync();
        }

        _host.Dispose();
    }

    private ValueTask SendAsync(Alert alert, AlertDesk desk, CancellationToken cancellationToken)
    {
        _board.OnAlert(alert);
        return desk.SendAsync(alert, cancellationToken);
    }

    private void OnIdentified(TrackIdentified identified)
    {
        _schedules[identified.Camera].OnIdentified(identified);
        if (_video is not null)
        {
            _labels.Set(identified);
        }
    }

    /// <summary>How the cameras ended; the first failure of a file decides the exit code.</summary>
    private sealed class Ending(StandardError error)
    {
        private readonly TaskCompletionSource _allStopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task AllStopped => _allStopped.Task;

        public bool Failed { get; private set; }

        public void OnStopped(CameraProtocol.Stopped stopped)
        {
            if (stopped.Failed)
            {
                Failed = true;
                error.WriteLine($"error: {stopped.Reason}");
            }
        }

        public void OnAllStopped() => _allStopped.SetResult();
    }
}
