using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using Analytics.Alerts;
using Analytics.Api;
using Analytics.Bus;
using Analytics.Cli.Terminal;
using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.People;
using Analytics.People.Watching;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Network;
using Analytics.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Node;

/// <summary>One process of a site, from start to clean end.</summary>
internal sealed class NodeRun : IAsyncDisposable
{
    private readonly NodeRequest _asked;
    private readonly AnalyticsOptions _options;
    private readonly NodeParts _parts;
    private readonly Gallery? _gallery;
    private readonly StandardError _error;
    private readonly bool _verbose;
    private readonly IHost _host;
    private readonly SiteBoard _board = new();
    private readonly PeopleNames _names = new();
    private readonly AlertDesk? _desk;
    private readonly bool _writesLines;
    private readonly CancellationTokenSource _ending = new();
    private readonly ILogger _logger;
    private WatchedPeople? _people;
    private Task _publishing = Task.CompletedTask;

    /// <summary>Puts the roles together.</summary>
    /// <param name="asked">What was asked.</param>
    /// <param name="options">The options in force.</param>
    /// <param name="parts">What it runs.</param>
    /// <param name="gallery">Stays open while it runs; none where the node opens none.</param>
    /// <param name="lines">Takes the alerts; none when nobody asked for them.</param>
    /// <param name="error">Takes what is said on the way.</param>
    /// <param name="verbose">Whether the log begins at debug.</param>
    public NodeRun(
        NodeRequest asked, AnalyticsOptions options, NodeParts parts, Gallery? gallery, AlertJsonLines? lines, StandardError error,
        bool verbose)
    {
        (_asked, _options, _parts, _gallery) = (asked, options, parts, gallery);
        (_error, _verbose, _writesLines) = (error, verbose, lines is not null);
        var database = parts.ServesApi ? gallery!.Database : null;
        var builder = NodeHttp.NewBuilder(parts.Url);
        builder.Services.AddStages(options).AddLogs(error, verbose);
        AddChecks(builder.Services.AddHealth());
        if (parts.UsesKafka)
        {
            builder.Services.AddKafkaBus(Kafka, Kafka.SpoolFolder ?? Path.Combine(asked.Data, "spool", Name.Replace(':', '-')));
        }

        KnownNodes known = new(KnownNodes.FileIn(asked.Data, Name));
        builder.Services.AddAkka(
            ClusterSetup.SystemName, akka => akka.WithNode(asked.Roles, parts, options, _board, known, database, OnChange));
        if (parts.Url is not null)
        {
            builder.Services.AddHttp(options, asked.Data, database, _board);
        }

        _host = NodeHttp.Build(builder, parts.ServesApi);
        _logger = _host.Services.GetRequiredService<ILogger<NodeRun>>();
        if (lines is not null || parts.SavesSnapshots)
        {
            // Kafka keeps what is not acknowledged, for whichever node has room for it.
            _desk = new AlertDesk(
                lines, options.Alerts.Snapshots ? new SnapshotStore(asked.Data) : null, parts.UsesKafka ? 0 : AlertDesk.ManyLines,
                _ending.Cancel, TimeProvider.System, _host.Services.GetRequiredService<ILogger<AlertDesk>>());
        }
    }

    private string Name => $"{_options.Cluster.Host}:{_options.Cluster.Port}";

    private KafkaOptions Kafka => _options.Bus.Kafka with { Instance = _options.Bus.Kafka.Instance ?? Name };

    /// <summary>Runs until the token is cancelled; false when the site has given the node up, or alerts were lost.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        if (_parts.ReadsCameras)
        {
            _host.Services.LoadModels();
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _ending.Token);
        using var reading = new CancellationTokenSource();
        await using var people = _people = _parts.Matches ? await OpenPeopleAsync(ending.Token) : null;
        await StartAsync();
        var topics = _parts.UsesKafka
            ? _host.Services.GetRequiredService<KafkaTopicSetup>().EnsureInTheEndAsync(reading.Token)
            : Task.CompletedTask;
        var system = _host.Services.GetRequiredService<ActorSystem>();
        var place = _host is WebApplication http ? $" It listens at {string.Join(", ", http.Urls)}." : "";
        _error.WriteLine($"Node {Name} runs: {string.Join(", ", _asked.Roles)}.{place}");
        var sole = _parts.MatchesAlone
            ? new SoleMatcher(Akka.Cluster.Cluster.Get(system), TimeProvider.System) : null;
        await (sole?.CheckAsync(ending.Token) ?? Task.CompletedTask);
        var matching = people is null || ending.IsCancellationRequested ? null : Match(people, reading.Token);
        Task[] others = [.. _parts.FollowsAlerts ? FollowAlerts(reading.Token) : [], .. sole is null ? Array.Empty<Task>()
            : [sole.StayAsync(reading.Token)]];
        await Task.WhenAny([UntilCancelled(ending.Token), system.WhenTerminated, .. others.Append(matching).OfType<Task>()]);

        var isDowned = CoordinatedShutdown.Get(system).ShutdownReason is CoordinatedShutdown.ClusterDowningReason;
        await StopAsync(matching ?? Task.CompletedTask, reading);
        await Task.WhenAll([topics, .. others]);
        if (isDowned)
        {
            _error.WriteLine("error: the majority declared this node down because it did not answer. Restart it.");
        }

        return await (_desk?.CompleteAsync() ?? Task.FromResult(true)) && !isDowned;
    }

    /// <summary>Lets go of models and connections; what was not sent waits on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        await (_desk?.DisposeAsync() ?? ValueTask.CompletedTask);
        await ((IAsyncDisposable)_host).DisposeAsync();
        _ending.Dispose();
    }

    // They run once the host has started.
    private void AddChecks(IHealthChecksBuilder health)
    {
        health.AddCluster(() => _host.Services.GetRequiredService<ActorSystem>());
        _ = _parts.ServesApi ? health.AddDatabase(_gallery!.Database) : health;
        _ = _parts.Matches ? health.AddIndex(() => _people?.Index) : health;
        _ = _parts.UsesKafka ? health.AddBroker(() => _host.Services.GetRequiredService<KafkaClients>()) : health;
    }

    private async Task StartAsync()
    {
        try
        {
            await _host.StartAsync(CancellationToken.None);
        }
        catch (Exception taken) when (taken is IOException or SocketException && _parts.Url is not null)
        {
            throw ListenUrl.Refusal(_parts.Url, _parts.ServesApi ? "Api:Url" : "Api:HealthUrl", taken);
        }
    }

    // Matching goes first where others can go on with it, last where only it reads what cameras leave behind.
    private async Task StopAsync(Task matching, CancellationTokenSource reading)
    {
        try
        {
            if (_parts.UsesKafka)
            {
                await reading.CancelAsync();
                await matching;
            }
        }
        finally
        {
            await _host.StopAsync(CancellationToken.None);
            await _publishing;
        }

        _host.Services.GetRequiredService<InProcessBus>().Complete();
        reading.CancelAfter(Matching.DrainTimeout);
        await Matching.EndAsync(matching, reading, _error.WriteLine);
        await reading.CancelAsync();
    }

    private async Task<WatchedPeople> OpenPeopleAsync(CancellationToken stop)
    {
        try
        {
            return await WatchedPeople.OfGalleryAsync(
                _gallery!, _names, _error.WriteLine, _host.Services.GetRequiredService<ILogger<WatchedPeople>>(), stop);
        }
        catch (IndexInUseException taken)
        {
            throw SoleMatcher.Refusal(taken.Fact);
        }
    }

    private Task Match(WatchedPeople people, CancellationToken stop)
    {
        var services = _host.Services;
        var region = services.GetRequiredService<IRequiredActor<CameraRegion>>().ActorRef;
        var source = _parts.UsesKafka ? services.GetRequiredService<IEventSource>() : services.GetRequiredService<InProcessBus>();
        var sender = _parts.UsesKafka ? services.GetRequiredService<KafkaAlertSender>() : null;
        Func<Alert, CancellationToken, ValueTask> send =
            sender is null ? SendHereAsync : (alert, cancellationToken) => new(sender.SendAsync(alert, cancellationToken));
        return Matching.Of(
            people, source, _options.Match, _gallery!.Calibration, send, region.Tell, _names,
            services.GetRequiredService<ILoggerFactory>())(stop);
    }

    private ValueTask SendHereAsync(Alert alert, CancellationToken cancellationToken)
    {
        _board.OnAlert(alert);
        return _desk?.SendAsync(alert, cancellationToken) ?? ValueTask.CompletedTask;
    }

    // Each node shows all alerts; each line is written once, and by a node that was asked for lines.
    private IEnumerable<Task> FollowAlerts(CancellationToken stop)
    {
        var feed = _host.Services.GetRequiredService<KafkaAlertFeed>();
        yield return feed.FollowAsync(
            (alert, _) =>
            {
                _board.OnAlert(alert);
                return ValueTask.CompletedTask;
            },
            stop);
        if (_desk is not null)
        {
            yield return feed.ShareAsync($"{Kafka.Group}-{(_writesLines ? "alerts" : "snapshots")}", _desk.SendAsync, stop);
        }
    }

    private void OnChange(CameraStatus status)
    {
        _logger.LogInformation(
            "Camera {Camera}: {State}: {Reason}", status.Camera, status.State.Word(), status.Reason);
        if (_parts.UsesKafka)
        {
            _publishing = PublishAsync(_publishing, status);
        }
    }

    // One after the other; a state that was not published is said, and the next one says how the camera is by then.
    private async Task PublishAsync(Task before, CameraStatus status)
    {
        await before;
        try
        {
            await _host.Services.GetRequiredService<IEventPublisher>().PublishAsync(status, CancellationToken.None);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _logger.LogWarning("The state of camera {Camera} was not published: {Reason}", status.Camera, fault.Message);
        }
    }

    private static Task UntilCancelled(CancellationToken token) =>
        Task.Delay(Timeout.Infinite, token)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
