namespace Analytics.Cli;

/// <summary>How a command answers.</summary>
public enum OutputFormat
{
    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>One JSON object; members are added, never changed.</summary>
    Json,
}
