using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Xunit;

namespace Analytics.Tests.Matching;

/// <summary>One person under two records is reported as one.</summary>
public sealed class SecondRecordSpec : IAsyncLifetime
{
    private static readonly MatchOptions Options = new();
    private readonly InMemoryFaceIndex _index = Faces.NewIndex();
    private readonly List<Alert> _alerts = [];

    public async ValueTask InitializeAsync()
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        await _index.AddAsync("Bob", Faces.Like(1, 1f));
    }

    public ValueTask DisposeAsync() => _index.DisposeAsync();

    [Fact]
    public async Task An_alert_names_both_records()
    {
        await _index.AddAsync("Bert", Faces.Like(1, 0.999f));
        var identifier = WithAlike();
        for (var i = 0; i < 8; i++)
        {
            await HandleAsync(identifier, Faces.Observed(i * 0.5, Faces.Like(1, 0.65f)));
        }

        Assert.Equal([AlertState.Early, AlertState.Confirmed], _alerts.Select(alert => alert.State));
        Assert.All(_alerts, alert => Assert.Equal("Bert or Bob", alert.AllNames));
    }

    [Fact]
    public async Task Nor_does_one_whose_photo_is_the_better_one()
    {
        await _index.AddAsync("Bert", Faces.Like(1, 0.85f));
        var identifier = WithAlike(person => new Similarity(person == new PersonId("Bob") ? 0.5f : 2f));
        for (var i = 0; i < 8; i++)
        {
            await HandleAsync(identifier, Faces.Observed(i * 0.5, Faces.Like(1, 0.7f)));
        }

        Assert.Equal([AlertState.Early, AlertState.Confirmed], _alerts.Select(alert => alert.State));
        Assert.All(_alerts, alert => Assert.Equal("Bob or Bert", alert.AllNames));
        Assert.All(_alerts, alert => Assert.Equal(0.7f, alert.Similarity.Value, 3));
    }

    [Theory]
    [InlineData(0.85f, 0.99f)]
    [InlineData(0.99f, 0.75f)]
    public async Task One_visit_is_one_alert_whichever_record_is_ahead_later(float before, float after)
    {
        await _index.AddAsync("Bert", Faces.Like(1, 0.85f));
        var identifier = WithAlike();
        for (var i = 0; i < 12; i++)
        {
            await HandleAsync(identifier, Faces.Observed(i * 0.5, Faces.Like(1, i < 3 ? before : after)));
        }

        Assert.Equal([AlertState.Early, AlertState.Confirmed], _alerts.Select(alert => alert.State));
        Assert.Single(_alerts.Select(alert => alert.Person).Distinct());
    }

    [Fact]
    public async Task Two_people_who_only_look_like_the_same_face_stay_unnamed()
    {
        await _index.AddAsync("Bill", Faces.Like(1, 0f));
        var identifier = WithAlike();
        for (var i = 0; i < 8; i++)
        {
            await HandleAsync(identifier, Faces.Observed(i * 0.5, Faces.Like(1, MathF.Sqrt(0.5f))));
        }

        Assert.Empty(_alerts);
    }

    [Fact]
    public async Task A_second_record_that_is_on_no_list_does_not_blind_the_list()
    {
        await _index.AddAsync("Bert", Faces.Like(1, 0.999f));
        var identifier = WithAlike(person => new Similarity(person == new PersonId("Bob") ? 0.5f : 2f));
        for (var i = 0; i < 8; i++)
        {
            await HandleAsync(identifier, Faces.Observed(i * 0.5, Faces.Like(1, 0.65f)));
        }

        Assert.Equal([AlertState.Early, AlertState.Confirmed], _alerts.Select(alert => alert.State));
        Assert.All(_alerts, alert => Assert.Equal("Bob or Bert", alert.AllNames));
    }

    private async Task HandleAsync(Identifier identifier, ICameraEvent @event) =>
        Assert.Null(await identifier.HandleAsync(@event, 0, _alerts, [], TestContext.Current.CancellationToken));

    private Identifier WithAlike(Func<PersonId, Similarity>? thresholdOf = null)
    {
        var evidence = EvidenceModel.From(Options, null);
        return new(_index, evidence, Options, _ => null)
        {
            Alike = new(_index, new Similarity(evidence.Neutral)),
            ThresholdOf = thresholdOf ?? (_ => new Similarity(0.5f)),
        };
    }
}
