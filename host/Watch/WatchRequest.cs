namespace Analytics.Host.Watch;

/// <summary>What <c>analytics watch</c> was asked to do.</summary>
/// <param name="Sources">Streams, files, folders and globs, at least one.</param>
/// <param name="People">The folder of photos to enrol, or none.</param>
/// <param name="Pack">The pack of models, or none for the configured one.</param>
/// <param name="Alerts">A file that alerts are appended to, <c>-</c> for standard output, or none.</param>
/// <param name="Annotate">The video that is written with boxes and names, or none.</param>
/// <param name="Fps">Analysed frames a second, or none for the configured rate.</param>
/// <param name="Realtime">Whether files play at their own speed.</param>
/// <param name="Data">The folder for snapshots and state.</param>
/// <param name="Config">The configuration file, or none.</param>
/// <param name="Otlp">The OpenTelemetry collector, or none.</param>
public sealed record WatchRequest(
    IReadOnlyList<string> Sources, string? People, string? Pack, string? Alerts, string? Annotate, double? Fps, bool Realtime, string Data,
    string? Config, Uri? Otlp)
{
    /// <summary>Whether a video that is there already is replaced.</summary>
    public bool Overwrite { get; init; }
}
