namespace Analytics.Alerts;

/// <summary>What is written down for each alert.</summary>
public sealed record AlertOptions
{
    /// <summary>
    /// A file to which each alert is appended as one JSON object a line, or <c>-</c> for standard output; <c>--alerts</c> overrides it.
    /// </summary>
    public string? File { get; init; }

    /// <summary>Keeps the best crop of each alert as a JPEG under <c>snapshots/</c> of the data folder.</summary>
    public bool Snapshots { get; init; } = true;
}
