using System.Globalization;
using Npgsql;

namespace Analytics.Store.Database;

/// <summary>
/// Takes what was deleted out of the files of a PostgreSQL database: the tables that held it are rewritten (<c>VACUUM FULL</c>), and
/// their old files go. A row that another session may still see is kept by that; the server says so, and it is tried again for a while.
/// </summary>
/// <param name="connectionString">The database, with the details of what it says: they say how many rows were kept.</param>
/// <param name="timeout">How long to wait for other sessions.</param>
/// <param name="time">Measures that, and waits.</param>
internal sealed class PostgresWipe(string connectionString, TimeSpan timeout, TimeProvider time)
{
    private const string Log = "the server's write-ahead log (pg_wal), until the server writes over its files, and in archives of it";
    private const string Copies = "backups and replicas of the database from before";
    private static readonly string[] Tables = ["people", "photos", "templates"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly List<PostgresNotice> _notices = [];

    /// <summary>Rewrites the tables.</summary>
    public async Task<Erasure> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        connection.Notice += OnNotice;
        try
        {
            await RunAsync(connection, $"SET lock_timeout = {(long)timeout.TotalMilliseconds}", cancellationToken);
            var began = time.GetTimestamp();
            while (await RewriteAsync(connection, cancellationToken) is { } kept)
            {
                if (time.GetElapsedTime(began) > timeout)
                {
                    return new Erasure(
                        false, [$"the files of its tables ({kept}), until they are rewritten ('VACUUM FULL')", Log, Copies]);
                }

                await Task.Delay(Pause, time, cancellationToken);
            }

            return new Erasure(true, [Log, Copies]);
        }
        catch (PostgresException locked) when (locked.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return new Erasure(
                false, ["the files of its tables, which another session uses, until they are rewritten ('VACUUM FULL')", Log, Copies]);
        }
        finally
        {
            connection.Notice -= OnNotice;
        }
    }

    // None when nothing that was deleted is left; else what is.
    private async Task<string?> RewriteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var table in Tables)
        {
            _notices.Clear();
            await RunAsync(connection, $"VACUUM (FULL, VERBOSE) {table}", cancellationToken);
            if (_notices.Find(notice => notice.InvariantSeverity == "WARNING") is { } warning)
            {
                return warning.MessageText;
            }

            // The server speaks its own language; the number comes first in each.
            if (!_notices.Exists(notice => CountOf(notice.Detail) == 0))
            {
                return $"rows of '{table}' that another session may still see";
            }
        }

        return null;
    }

    private static long? CountOf(string? detail) =>
        long.TryParse(detail?.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 0); // a large table takes its time
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void OnNotice(object sender, NpgsqlNoticeEventArgs notice) => _notices.Add(notice.Notice);
}
