using System.ComponentModel.DataAnnotations;

namespace Analytics.Store;

/// <summary>Database of people, photos and watchlists.</summary>
public sealed record GalleryOptions
{
    /// <summary>
    /// File that holds the connection string of a PostgreSQL database, for example
    /// <c>Host=db;Database=analytics;Username=analytics;Password=…</c>;
    /// by default the variable <c>ANALYTICS_DATABASE</c>, else the embedded database <c>gallery.db</c> in the data folder.
    /// </summary>
    public string? ConnectionFile { get; init; }

    /// <summary>
    /// File of the key that encrypts templates and crops, created on first use. The variable <c>ANALYTICS_MASTER_KEY</c> may hold the key
    /// instead. By default <c>master.key</c> in the data folder.
    /// </summary>
    public string? MasterKeyFile { get; init; }

    /// <summary>Time that a command waits for another one that writes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two checks for changes by other processes in the gallery.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(2);
}
