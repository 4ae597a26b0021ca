using Analytics.Contracts;

namespace Analytics.Benchmarks.Measurements;

/// <summary>How long a person is in view before they are named.</summary>
internal sealed class TimeToName : IMeasurement
{
    /// <inheritdoc/>
    public string Name => "naming";

    /// <inheritdoc/>
    public string About =>
        "media time from the first frame of a track to the first alert of its person, over the six friends, one photo each.";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var cameras = CameraRun.Specs([bench.Inputs.Friends], bench.Options.Ingest);
        var samples = await bench.SampleAsync("naming", async () =>
        {
            var watch = await MeasuredWatch.ToEndAsync(bench, cameras, DecodedClip.FfmpegReader());
            return watch.Alerts.Where(alert => alert.State == AlertState.Early).DistinctBy(alert => alert.Person)
                .Select(alert => (alert.LastMediaTime - alert.FirstMediaTime).TotalSeconds).ToList();
        });
        return
        [
            new("People named, of six", "", [.. samples.Select(named => (double)named.Count)], new Goal(6, AtLeast: true))
            {
                IsCount = true,
            },
            new("Time to a name, median person", "s", [.. samples.Select(named => Row.MedianOf(named))]),
            new("Time to a name, slowest person", "s", [.. samples.Select(named => named.Max())], new Goal(2, AtLeast: false)),
        ];
    }
}
