using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Decisions;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Models;
using Xunit;

namespace Analytics.Tests.Matching;

public sealed class IdentifierSpec : IAsyncLifetime
{
    private static readonly MatchOptions Options = new();
    private readonly InMemoryFaceIndex _index = Faces.NewIndex();
    private readonly List<Alert> _alerts = [];
    private readonly List<TrackIdentified> _identified = [];

    public async ValueTask InitializeAsync()
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        await _index.AddAsync("Bob", Faces.Like(1, 1f));
    }

    public ValueTask DisposeAsync() => _index.DisposeAsync();

    [Fact]
    public async Task A_track_of_an_enrolled_person_becomes_one_alert()
    {
        var identifier = NewIdentifier();
        for (var i = 0; i < 8; i++)
        {
            await HandleAsync(identifier, Faces.Observed(i * 0.5, Faces.Like(1, 0.65f)));
        }

        await HandleAsync(
            identifier, new TrackEnded(
                new CameraId("door"), new StreamEpoch(1), new TrackId(1), TimeSpan.FromSeconds(4), Faces.Start.AddSeconds(4)));
        await HandleAsync(identifier, new CameraEnded(new CameraId("door")));

        Assert.Equal([AlertState.Early, AlertState.Confirmed, AlertState.Closed], _alerts.Select(alert => alert.State));
        Assert.All(_alerts, alert => Assert.Equal(new PersonId("Bob"), alert.Person));
        Assert.Equal(0.65f, _alerts[0].Similarity.Value, 3);
        Assert.Equal(0.65f, _alerts[0].Margin, 3);
        Assert.Equal(0.001, _alerts[0].FalseMatchRate);
        Assert.Equal(0, identifier.Tracks);
        Assert.True(_identified[^1].Confirmed);
    }

    [Fact]
    public async Task A_stranger_becomes_none()
    {
        var identifier = NewIdentifier();
        for (var i = 0; i < 20; i++)
        {
            await HandleAsync(identifier, Faces.Observed(i * 0.5, Faces.Like(2, 0.9f)));
        }

        Assert.Empty(_alerts);
        Assert.Empty(_identified);
    }

    [Fact]
    public async Task A_person_below_the_threshold_of_their_list_is_not_reported()
    {
        var identifier = new Identifier(_index, EvidenceModel.From(Options, null), Options, _ => null)
        {
            ThresholdOf = person => new Similarity(person == new PersonId("Bob") ? 0.7f : 0.5f),
        };
        for (var i = 0; i < 8; i++)
        {
            await HandleAsync(identifier, Faces.Observed(i * 0.5, Faces.Like(0, 0.65f), track: 1));
            await HandleAsync(identifier, Faces.Observed(i * 0.5, Faces.Like(1, 0.65f), track: 2));
        }

        Assert.Equal(new PersonId("Ann"), Assert.Single(_alerts.Select(alert => alert.Person).Distinct()));
    }

    [Fact]
    public async Task A_track_of_a_node_that_died_is_forgotten_whenever_its_last_words_come()
    {
        var identifier = NewIdentifier();
        var before = Faces.Observed(0, Faces.Like(2, 0.9f));
        await HandleAsync(identifier, before);
        await HandleAsync(identifier, Faces.Observed(20, Faces.Like(2, 0.9f)) with { Epoch = new(5) });
        Assert.Equal(1, identifier.Tracks);

        await HandleAsync(identifier, before with { Id = "late", At = Faces.Start.AddSeconds(1) });
        Assert.Equal(2, identifier.Tracks);
        await HandleAsync(identifier, Progressed(25));
        Assert.Equal(2, identifier.Tracks);
        await HandleAsync(identifier, Progressed(1 + Options.EpisodeGap.TotalSeconds + 1));

        Assert.Equal(1, identifier.Tracks);

        CameraProgressed Progressed(double seconds) =>
            new(new("door"), new(5), TimeSpan.FromSeconds(seconds), Faces.Start.AddSeconds(seconds));
    }

    [Fact]
    public async Task Somebody_who_stays_for_long_is_reported_again_under_another_id()
    {
        var identifier = NewIdentifier();
        for (var second = 0; second <= Options.EpisodeLimit.TotalSeconds + 60; second += 10)
        {
            await HandleAsync(identifier, Faces.Observed(second, Faces.Like(1, 0.65f)));
        }

        Assert.Equal(
            [AlertState.Early, AlertState.Confirmed, AlertState.Closed, AlertState.Early, AlertState.Confirmed],
            _alerts.Select(alert => alert.State));
        Assert.Equal(2, _alerts.Select(alert => alert.Id).Distinct().Count());
        Assert.Equal(_alerts[0].Id, _alerts[2].Id);
    }

    [Fact]
    public async Task A_track_whose_end_was_lost_is_forgotten_though_its_stream_goes_on()
    {
        var identifier = NewIdentifier();
        await HandleAsync(identifier, Faces.Observed(0, Faces.Like(2, 0.9f)));
        await HandleAsync(identifier, Progressed(1800));
        Assert.Equal(1, identifier.Tracks);

        await HandleAsync(identifier, Progressed(3700));

        Assert.Equal(0, identifier.Tracks);

        static CameraProgressed Progressed(double seconds) =>
            new(new("door"), new(1), TimeSpan.FromSeconds(seconds), Faces.Start.AddSeconds(seconds));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, -4)]
    public async Task A_clock_set_back_silences_nobody(int epoch, int epochMedia)
    {
        var identifier = NewIdentifier();
        await VisitAsync(0, 1, TimeSpan.Zero, 1, 0);
        Assert.Equal([AlertState.Early, AlertState.Confirmed], _alerts.Select(alert => alert.State));

        // Ten minutes back; the camera streams on, or comes back in another run whose media time begins anew.
        await VisitAsync(70, 2, TimeSpan.FromMinutes(-10), epoch, epochMedia);
        await HandleAsync(identifier, Progressed(140, TimeSpan.FromMinutes(-10), epoch, epochMedia));

        Assert.Equal(2, _alerts.Count(alert => alert.State == AlertState.Confirmed));
        Assert.Equal(2, _alerts.Count(alert => alert.State == AlertState.Closed));

        async Task VisitAsync(int from, long track, TimeSpan clock, int run, int media)
        {
            if (from > 0)
            {
                await HandleAsync(identifier, Progressed(from - 65, clock, run, media));
            }

            await HandleAsync(identifier, Progressed(from, clock, run, media));
            for (var i = 0; i < 4; i++)
            {
                var seen = Faces.Observed(from + i, Faces.Like(1, 0.65f), track: track);
                await HandleAsync(identifier, seen with
                {
                    Epoch = new(run),
                    MediaTime = TimeSpan.FromSeconds(from + i + media),
                    At = seen.At + clock,
                    TrackStartedMediaTime = TimeSpan.FromSeconds(from + media),
                    TrackStartedAt = Faces.Start.AddSeconds(from) + clock,
                });
            }
        }

        CameraProgressed Progressed(int seconds, TimeSpan clock, int run, int media) =>
            new(new("door"), new(run), TimeSpan.FromSeconds(seconds + media), Faces.Start.AddSeconds(seconds) + clock);
    }

    [Fact]
    public async Task An_alert_carries_its_rates_and_its_crops()
    {
        var identifier = new Identifier(
            _index, EvidenceModel.From(Options, null), Options,
            _ => new RateEstimate(0.001) { Lower = 0.0005, Upper = 0.002, Extrapolated = true })
        {
            Gallery = () => GallerySize.OfPeople(10),
        };
        for (var i = 0; i < 3; i++)
        {
            await HandleAsync(identifier, Faces.Observed(i * 0.5, Faces.Like(1, 0.65f)));
        }

        var alert = _alerts[^1];
        Assert.Equal(new FalseMatchLimits(0.0005, 0.002, Extrapolated: true, AtFloor: false), alert.FalseMatchLimits);
        Assert.Equal(0.00996, alert.GalleryFalseMatchRate!.Value, 5);
        Assert.Equal(30, alert.Score!.Value, 6);
        Assert.Equal(["door/1/0", "door/1/0.5", "door/1/1"], alert.Evidence.Select(crop => crop.Observation));
    }

    [Fact]
    public async Task A_template_of_another_model_is_refused_with_both_names()
    {
        var other = Faces.Observed(0, new Template(new ModelId("other"), [1, 0, 0, 0, 0, 0, 0, 0]));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => HandleAsync(NewIdentifier(), other));

        Assert.Contains("test", error.Message, StringComparison.Ordinal);
        Assert.Contains("other", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_consumer_reads_the_bus_to_its_end_and_reports_in_order()
    {
        var bus = new InProcessBus();
        for (var i = 0; i < 8; i++)
        {
            await bus.PublishAsync(Faces.Observed(i * 0.5, Faces.Like(0, 0.65f)), TestContext.Current.CancellationToken);
        }

        await bus.PublishAsync(new CameraEnded(new CameraId("door")), TestContext.Current.CancellationToken);
        bus.Complete();

        var consumer = new MatchConsumer(
            bus, NewIdentifier,
            (alert, _) =>
            {
                _alerts.Add(alert);
                return ValueTask.CompletedTask;
            },
            _identified.Add, _ => { }, TimeProvider.System);
        await consumer.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal([AlertState.Early, AlertState.Confirmed, AlertState.Closed], _alerts.Select(alert => alert.State));
        Assert.Equal(8, _identified.Count);
    }

    private async Task HandleAsync(Identifier identifier, ICameraEvent @event) =>
        Assert.Null(await identifier.HandleAsync(@event, 0, _alerts, _identified, TestContext.Current.CancellationToken));

    private Identifier NewIdentifier() => new(_index, EvidenceModel.From(Options, null), Options, _ => new RateEstimate(0.001));
}
