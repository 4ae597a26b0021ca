using System.ComponentModel.DataAnnotations;

namespace Analytics.Store;

/// <summary>Where people, photos and watchlists are kept.</summary>
public sealed record GalleryOptions
{
    /// <summary>
    /// A file that holds the connection string of a PostgreSQL database, for example
    /// <c>Host=db;Database=analytics;Username=analytics;Password=…</c>;
    /// the variable <c>ANALYTICS_DATABASE</c> may hold it instead. Neither: <c>gallery.db</c> in the data folder.
    /// </summary>
    public string? ConnectionFile { get; init; }

    /// <summary>
    /// The file of the key that encrypts templates and crops, created on first use; the variable <c>ANALYTICS_MASTER_KEY</c> may hold the
    /// key instead. Unset: <c>master.key</c> in the data folder.
    /// </summary>
    public string? MasterKeyFile { get; init; }

    /// <summary>How long a command waits for another one that writes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How soon a watch hears of what other processes change in the gallery.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(2);
}
