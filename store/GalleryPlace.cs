using Analytics.Contracts;
using Analytics.Contracts.Files;
using Analytics.Store.Database;
using Analytics.Store.Encryption;

namespace Analytics.Store;

/// <summary>Where the gallery is: in the data folder, or where options and environment say.</summary>
public static class GalleryPlace
{
    /// <summary>The name of the database's file in the data folder.</summary>
    public const string FileName = "gallery.db";

    /// <summary>Opens the gallery; makes it where there is none.</summary>
    /// <exception cref="FailureException">It cannot be opened.</exception>
    public static Task<GalleryDatabase> OpenAsync(
        string data, GalleryOptions options, IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var connection = Connection(options, environment);
        DataFolder.Make(data);
#pragma warning disable CA2000 // The database disposes its engine.
        DatabaseEngine engine = connection is var (text, origin)
            ? new PostgresEngine(text, origin, options.LockTimeout)
            : new SqliteEngine(Path.Combine(data, FileName), options.LockTimeout);
#pragma warning restore CA2000
        var key = new MasterKeySource(
            options.MasterKeyFile ?? Path.Combine(data, "master.key"),
            environment.GetValueOrDefault(MasterKey.Variable) is { Length: > 0 } base64 ? base64 : null);
        return GalleryDatabase.OpenAsync(engine, key, cancellationToken);
    }

    /// <summary>Whether there is a gallery already; opening one makes it.</summary>
    public static bool Exists(string data, GalleryOptions options, IReadOnlyDictionary<string, string?> environment) =>
        Connection(options, environment) is not null || File.Exists(Path.Combine(data, FileName));

    private static (string Text, string Origin)? Connection(GalleryOptions options, IReadOnlyDictionary<string, string?> environment)
    {
        if (environment.GetValueOrDefault(PostgresEngine.Variable) is { Length: > 0 } variable)
        {
            return (variable, PostgresEngine.Variable);
        }

        try
        {
            return options.ConnectionFile is { } file ? (File.ReadAllText(file).Trim(), $"'{file}'") : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException($"The file of Gallery:ConnectionFile cannot be read: {error.Message}");
        }
    }
}
