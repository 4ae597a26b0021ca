using System.Data.Common;
using Analytics.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Analytics.Store.Database;

/// <summary>The gallery in one SQLite file, for one machine; several processes may use it at once.</summary>
public sealed class SqliteEngine : DatabaseEngine
{
    // Primary result codes, https://sqlite.org/rescode.html.
    private const int Busy = 5, Locked = 6, ReadOnly = 8, Faulty = 10, Corrupt = 11,
        Full = 13, CannotOpen = 14, Constraint = 19, NoDatabase = 26;

    private const string Copies = "copies of the database from before";
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(30);
    private static readonly Pragmas Session = new();

    private readonly string _file;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly string _connection;

    /// <summary>A database in a file, which need not be there yet.</summary>
    /// <param name="file">The file; others lie beside it.</param>
    /// <param name="timeout">How long to wait for other processes.</param>
    /// <param name="time">Measures that; none: the system's.</param>
    public SqliteEngine(string file, TimeSpan timeout, TimeProvider? time = null)
    {
        (_file, _timeout, _time) = (Path.GetFullPath(file), timeout, time ?? TimeProvider.System);
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = _file,
            ForeignKeys = true,
            DefaultTimeout = Math.Max(1, (int)timeout.TotalSeconds),
        }.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => $"'{_file}'";

    /// <inheritdoc/>
    internal override bool Exists => File.Exists(_file);

    /// <inheritdoc/>
    internal override GalleryContext NewContext() => new SqliteGalleryContext(
        new DbContextOptionsBuilder<SqliteGalleryContext>().UseSqlite(_connection).AddInterceptors(Session).Options);

    /// <inheritdoc/>
    internal override DbConnection NewConnection() => new SqliteConnection(_connection);

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Migrations { get; } = MigrationsOf<SqliteGalleryContext>();

    /// <inheritdoc/>
    internal override string CountTables => "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @name";

    /// <inheritdoc/>
    internal override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_file))
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using var created = new FileStream(_file, options);
        }

        await using var context = NewContext();
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);

        // We hold the lock, so the process that left this one behind is dead; EF would wait for it for ever.
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\";", cancellationToken);
    }

    /// <inheritdoc/>
    internal override async Task<IAsyncDisposable> LockAsync(string purpose, CancellationToken cancellationToken)
    {
        var path = $"{_file}.{purpose}-lock";
        var since = _time.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException error) when (_time.GetElapsedTime(since) >= _timeout || error is DirectoryNotFoundException)
            {
                throw new BusyException(
                    $"The database {this} is in use by another process ({error.Message}). Try again when it is done.");
            }
            catch (IOException)
            {
                await Task.Delay(LockPoll, _time, cancellationToken);
            }
            catch (UnauthorizedAccessException error)
            {
                throw new UnavailableException(
                    $"The database {this} cannot be opened: {error.Message}")
                { Subject = FailureSubject.DataFolder };
            }
        }
    }

    /// <inheritdoc/>
    internal override async Task<Erasure> WipeAsync(CancellationToken cancellationToken)
    {
        await using var context = NewContext();
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE);";
        await using var answer = await command.ExecuteReaderAsync(cancellationToken);
        var overwritten = await answer.ReadAsync(cancellationToken) && answer.GetInt64(0) == 0;
        return overwritten
            ? new Erasure(true, [Copies])
            : new Erasure(false, [$"the log '{_file}-wal', until the process ends that was reading the database", Copies]);
    }

    /// <inheritdoc/>
    internal override FailureException? Explain(Exception error) =>
        Chain(error).OfType<SqliteException>().FirstOrDefault() is { } fault ? Explain(fault) : null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    private FailureException Explain(SqliteException fault) => fault.SqliteErrorCode switch
    {
        Busy or Locked => new BusyException($"The database {this} is locked by another process that writes. Try again when it is done."),
        Corrupt or NoDatabase => new InvalidException(
            $"The database {this} is damaged ({fault.Message.TrimEnd('.')}). "
            + "Restore it from a copy, with its '-wal' file if there is one; or move it away and enrol the photos again."),
        Full => new UnavailableException(
            $"The database {this} could not be written: the disk is full. Nothing was changed; free space and try again."),
        ReadOnly or CannotOpen or Faulty => new UnavailableException(
            $"The database {this} cannot be used ({fault.Message.TrimEnd('.')}). Check the permissions of the folder and the disk."),
        Constraint => new ConflictException(
            $"Another process changed the gallery at the same time ({this}). Nothing was changed; try again."),
        _ => new UnavailableException($"The database {this} failed: {fault.Message}"),
    };

    /// <summary>What every session begins with: what is deleted is overwritten, what is committed is on disk,
    /// nothing goes to temporary files.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        private const string Text = "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Text;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Text;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
