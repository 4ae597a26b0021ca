using System.CommandLine;
using System.Globalization;
using Analytics.Cli;
using Analytics.Host.Commands;

namespace Analytics.Host.Watch;

/// <summary><c>analytics watch SOURCE...</c>: recognises people on cameras and in files.</summary>
public static class WatchCommand
{
    /// <summary>The command.</summary>
    /// <param name="handler">Does the work; by default <see cref="WatchHandler"/>.</param>
    public static Command Create(CommandHandler<WatchRequest>? handler = null)
    {
        var sources = new Argument<string[]>("SOURCE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "rtsp://, rtsps://, http:// or https:// URL, video file, folder or glob of pictures; one or more.",
        };
        var people = new Option<string?>("--people")
        { HelpName = "DIR", Description = "Photos of the people to recognise, instead of the gallery: DIR/NAME.jpg or DIR/NAME/*.jpg." };
        var alerts = new Option<string?>("--alerts")
        { HelpName = "FILE|-", Description = "Appends alerts to FILE, one JSON object per line; '-' is standard output." };
        var annotate = new Option<string?>("--annotate")
        {
            HelpName = "FILE.mp4",
            Description = "Writes the video with boxes, track ids and names. "
                + "A live camera is then analysed at the full rate (--fps) while the scene moves.",
        };
        var fps = new Option<double?>("--fps")
        {
            HelpName = "N",
            Description = "Analysed frames per second, 0.1 to 60.",
            CustomParser = result =>
            {
                if (double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var rate) && rate is >= 0.1 and <= 60)
                {
                    return rate;
                }

                result.AddError($"--fps {result.Tokens[0].Value}: it must be 0.1 to 60.");
                return null;
            },
        };
        var realtime = new Option<bool>("--realtime")
        { Description = "Reads files at their own frame rate instead of as fast as possible." };
        annotate.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var file }] && !file.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase))
            {
                result.AddError($"--annotate {file}: the name must end in .mp4.");
            }
        });

        var command = new Command("watch", "Recognises people on cameras and in files.")
        {
            sources, people, CommonOptions.Pack, alerts, annotate, CommonOptions.Overwrite, fps, realtime, CommonOptions.Data,
                CommonOptions.Otlp,
        };
        return command
            .WithExamples(
                "analytics watch rtsp://camera.local/stream --people people/ --alerts -",
                "analytics watch party.mp4 --people people/ --annotate party-annotated.mp4",
                "analytics watch rtsp://a/1 rtsp://b/1 --people people/ --alerts alerts.jsonl --fps 5 --config site.json")
            .Runs(
                parsed => new WatchRequest(
                    parsed.GetRequiredValue(sources), parsed.GetValue(people), parsed.GetValue(CommonOptions.Pack), parsed.GetValue(alerts),
                    parsed.GetValue(annotate), parsed.GetValue(fps), parsed.GetValue(realtime), parsed.GetRequiredValue(CommonOptions.Data),
                    parsed.GetValue(CommonOptions.Config), parsed.GetValue(CommonOptions.Otlp))
                {
                    Overwrite = parsed.GetValue(CommonOptions.Overwrite),
                },
                handler ?? WatchHandler.RunAsync);
    }
}
