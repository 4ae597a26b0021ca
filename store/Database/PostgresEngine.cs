using System.Data.Common;
using System.Net.Sockets;
using Analytics.Contracts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Analytics.Store.Database;

/// <summary>The gallery in a PostgreSQL database, for several machines.</summary>
public sealed class PostgresEngine : DatabaseEngine
{
    /// <summary>The variable that may hold the connection string.</summary>
    public const string Variable = "ANALYTICS_DATABASE";

    private readonly NpgsqlDataSource _source;
    private readonly string _rewriting; // this one alone receives what the server says of rows
    private readonly string _name;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    /// <summary>A database on a server.</summary>
    /// <param name="connectionString"><c>Host=…;Database=…;Username=…;Password=…</c>.</param>
    /// <param name="origin">Where the string was given, for messages.</param>
    /// <param name="timeout">How long to wait for other processes.</param>
    /// <param name="time">Measures that; none: the system's.</param>
    /// <exception cref="FailureException">It is no connection string.</exception>
    public PostgresEngine(string connectionString, string origin, TimeSpan timeout, TimeProvider? time = null)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString) { PersistSecurityInfo = false, IncludeErrorDetail = false };
            _name = $"'{parts.Database ?? parts.Username}' on {parts.Host}:{parts.Port}";
            (_timeout, _time) = (timeout, time ?? TimeProvider.System);
            _source = NpgsqlDataSource.Create(parts);
            _rewriting = new NpgsqlConnectionStringBuilder(
                parts.ConnectionString)
            { IncludeErrorDetail = true, Pooling = false }.ConnectionString;
        }
        catch (ArgumentException)
        {
            // The message of the exception may quote what was given, the password included.
            throw new InvalidException(
                $"{origin} holds no connection string of PostgreSQL. "
                + "It reads 'Host=db;Database=analytics;Username=analytics;Password=…'.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _name;

    /// <inheritdoc/>
    internal override bool Exists => true;

    /// <inheritdoc/>
    internal override GalleryContext NewContext() =>
        new PostgresGalleryContext(new DbContextOptionsBuilder<PostgresGalleryContext>().UseNpgsql(_source).Options);

    /// <inheritdoc/>
    internal override DbConnection NewConnection() => _source.CreateConnection();

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Migrations { get; } = MigrationsOf<PostgresGalleryContext>();

    /// <inheritdoc/>
    internal override string CountTables =>
        "SELECT count(to_regclass(quote_ident(@name)))";

    /// <inheritdoc/>
    internal override Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    internal override async Task<IAsyncDisposable> LockAsync(string purpose, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken);
        try
        {
            // A lock of the session: when the process dies, the server lets go of it.
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT set_config('lock_timeout', $1, false); ";
            command.Parameters.AddWithValue($"{(long)_timeout.TotalMilliseconds}ms");
            await command.ExecuteNonQueryAsync(cancellationToken);
            command.CommandText = "SELECT pg_advisory_lock(hashtext('analytics gallery'), hashtext($1))";
            command.Parameters[0].Value = purpose;
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new Unlock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    internal override Task<Erasure> WipeAsync(CancellationToken cancellationToken) =>
        new PostgresWipe(_rewriting, _timeout, _time).RunAsync(cancellationToken);

    /// <inheritdoc/>
    internal override FailureException? Explain(Exception error) =>
        Chain(error).Select(Explanation).FirstOrDefault(text => text is not null);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _source.Dispose();

    private FailureException? Explanation(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            new InvalidException($"The database {this} rejects the user or the password. Check {Variable} or Gallery:ConnectionFile."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            new NotFoundException($"The database {this} does not exist. Create it, for example with 'createdb'."),
        PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation
            or PostgresErrorCodes.CheckViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
        } =>
            new ConflictException($"Another process changed the gallery at the same time ({this}). Nothing was changed; try again."),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } =>
            new BusyException($"The database {this} is in use by another process. Try again when it is done."),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new UnavailableException(
            $"The database {this} could not be written: its disk is full. Nothing was changed; free space and try again."),
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } =>
            new InvalidException($"The database {this} is damaged. Restore it from a backup, then rebuild the index."),
        PostgresException other => new UnavailableException($"The database {this} failed: {other.MessageText} ({other.SqlState})"),
        NpgsqlException { InnerException: { } cause } when cause is SocketException or IOException or TimeoutException =>
            new UnavailableException(
                $"The database {this} cannot be reached: {cause.Message.TrimEnd('.')}. Check the server and the network."),
        NpgsqlException other => new UnavailableException($"The database {this} failed: {other.Message}"),
        SocketException unreachable => new UnavailableException(
            $"The database {this} cannot be reached: {unreachable.Message.TrimEnd('.')}. Check the server and the network."),
        _ => null,
    };

    private sealed class Unlock(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "SELECT pg_advisory_unlock_all(), set_config('lock_timeout', '0', false)";
                try
                {
                    await command.ExecuteNonQueryAsync();
                }
                catch (Exception lost) when (lost is DbException or InvalidOperationException)
                {
                    // The lock went with the connection. What broke it is reported by the work that was done under the lock.
                }
            }
        }
    }
}
