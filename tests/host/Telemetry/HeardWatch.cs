using System.Diagnostics;
using Analytics.Cli;
using Analytics.Host;
using Analytics.Host.Watch;
using Analytics.Match;
using Analytics.Tests.Ingest;
using Xunit;

namespace Analytics.Tests.Host.Telemetry;

/// <summary>One watch of the first seconds of the clip of the six friends, in this process, with somebody listening.</summary>
public sealed class HeardWatch(SyntheticVisit visit) : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Heard _heard = new();
    private Task? _watch;

    /// <summary>What was heard; the first call watches.</summary>
    internal async Task<Heard> WatchedAsync()
    {
        await (_watch ??= WatchAsync());
        return _heard;
    }

    public void Dispose()
    {
        _heard.Dispose();
        _folder.Dispose();
    }

    private async Task WatchAsync()
    {
        var clip = await CutAsync(visit.Clip);
        var settings = new WatchRequest(
            [clip], visit.People, null, _folder.File("alerts.jsonl"), _folder.File("annotated.mp4"), null, false,
            _folder.Path, null, null);
        var options = new AnalyticsOptions { Match = new MatchOptions { AlertSimilarity = 0.6 } };
        Assert.Equal(ExitCode.Success, await WatchHandler.RunAsync(
            settings, new CommandContext(options, false, TextWriter.Null, TextWriter.Null), TestContext.Current.CancellationToken));
    }

    private async Task<string> CutAsync(string clip)
    {
        Assert.SkipUnless(CameraRig.FfmpegPath is not null, "ffmpeg is missing: apt-get install ffmpeg");
        var cut = _folder.File("cut.mp4");
        using var ffmpeg = Process.Start(CameraRig.FfmpegPath!, ["-v", "error", "-nostdin", "-i", clip, "-t", "5", "-c", "copy", cut]);
        await ffmpeg.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, ffmpeg.ExitCode);
        return cut;
    }
}
