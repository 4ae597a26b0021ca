using System.Data.Common;
using System.Globalization;

namespace Analytics.Store.Database;

/// <summary>What a database says of itself, asked without Entity Framework.</summary>
/// <param name="Migrations">The migrations that were applied, the oldest first; none in a new database.</param>
/// <param name="Settings">The settings; none in a new database.</param>
internal sealed record DatabaseState(IReadOnlyList<string> Migrations, IReadOnlyDictionary<string, string> Settings)
{
    private const string History = "__EFMigrationsHistory"; // as Entity Framework calls it

    /// <summary>Reads the state of a database.</summary>
    public static async Task<DatabaseState> ReadAsync(DatabaseEngine engine, CancellationToken cancellationToken)
    {
        await using var connection = engine.NewConnection();
        await connection.OpenAsync(cancellationToken);
        var migrations = await IsThereAsync(engine, connection, History, cancellationToken)
            ? await RowsAsync(
                connection, $"SELECT \"MigrationId\", '' FROM \"{History}\" ORDER BY \"MigrationId\"", cancellationToken)
            : [];
        var settings = await IsThereAsync(engine, connection, "settings", cancellationToken)
            ? await RowsAsync(connection, "SELECT \"Key\", \"Value\" FROM settings", cancellationToken)
            : [];
        return new([.. migrations.Select(row => row.First)], settings.ToDictionary(row => row.First, row => row.Second));
    }

    private static async Task<bool> IsThereAsync(
        DatabaseEngine engine, DbConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Text of ours.
        command.CommandText = engine.CountTables;
#pragma warning restore CA2100
        var name = command.CreateParameter();
        (name.ParameterName, name.Value) = ("@name", table);
        command.Parameters.Add(name);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) > 0;
    }

    private static async Task<List<(string First, string Second)>> RowsAsync(
        DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Text of ours.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string, string)> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetString(0), reader.GetString(1)));
        }

        return rows;
    }
}
