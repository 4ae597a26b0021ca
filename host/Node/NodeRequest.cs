namespace Analytics.Host.Node;

/// <summary>What <c>analytics node</c> was asked to do.</summary>
/// <param name="Roles">vision, match, api: at least one.</param>
/// <param name="Seeds">Nodes to join, <c>host:port</c>; none given: as configured.</param>
/// <param name="Host">Where other nodes reach this one, or none: as configured.</param>
/// <param name="Port">Where other nodes reach this one, or none: as configured.</param>
/// <param name="Pack">The pack of models, or none for the configured one.</param>
/// <param name="Alerts">A file that alerts are appended to, <c>-</c> for standard output, or none.</param>
/// <param name="Data">The folder for gallery, index, spool and snapshots.</param>
/// <param name="Config">The configuration file, or none.</param>
/// <param name="Otlp">The OpenTelemetry collector, or none.</param>
public sealed record NodeRequest(
    IReadOnlyList<string> Roles, IReadOnlyList<string> Seeds, string? Host, int? Port, string? Pack, string? Alerts, string Data,
    string? Config, Uri? Otlp);
