using Analytics.Contracts;
using Analytics.Store.Encryption;
using Microsoft.EntityFrameworkCore;

namespace Analytics.Store.Database;

/// <summary>Where the master key is.</summary>
/// <param name="File">Its file, written on first use.</param>
/// <param name="Base64">The key itself, when the environment holds it; the file is then not looked at.</param>
public sealed record MasterKeySource(string File, string? Base64);

/// <summary>
/// The database of people, photos and watchlists: the truth that every index follows. Faults of the database come out of all that uses it
/// as <see cref="FailureException"/>.
/// </summary>
public sealed class GalleryDatabase : IDisposable
{
    private const string MasterKeySetting = "master-key";
    private const string VersionSetting = "version";
    private const string CamerasVersionSetting = "cameras-version";

    private readonly DatabaseEngine _engine;

    private GalleryDatabase(DatabaseEngine engine, MasterKey masterKey) => (_engine, MasterKey) = (engine, masterKey);

    /// <summary>Wraps the keys of the people.</summary>
    internal MasterKey MasterKey { get; }

    /// <summary>Opens the database, brings it to this program's version, and checks the master key.</summary>
    /// <param name="engine">Where; disposed with the database.</param>
    /// <param name="key">Where the master key is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FailureException">It cannot be reached, is damaged or newer than the program,
    /// or the master key is another one.</exception>
    public static async Task<GalleryDatabase> OpenAsync(DatabaseEngine engine, MasterKeySource key, CancellationToken cancellationToken)
    {
        GalleryDatabase? opened = null;
        try
        {
            var masterKey = await FindAsync(engine, key, cancellationToken) ?? await MakeAsync(engine, key, cancellationToken);
            return opened = new GalleryDatabase(engine, masterKey);
        }
        catch (Exception error) when (engine.Explain(error) is { } fault)
        {
            throw fault;
        }
        finally
        {
            if (opened is null)
            {
                engine.Dispose();
            }
        }
    }

    /// <summary>Changes with every write of people, photos and watchlists, whichever process it came from.</summary>
    public Task<string> VersionAsync(CancellationToken cancellationToken) => VersionAsync(VersionSetting, cancellationToken);

    /// <summary>Changes with every write of cameras, whichever process it came from.</summary>
    public Task<string> CamerasVersionAsync(CancellationToken cancellationToken) => VersionAsync(CamerasVersionSetting, cancellationToken);

    /// <summary>Lets go of the database.</summary>
    public void Dispose() => _engine.Dispose();

    /// <summary>For messages.</summary>
    public override string ToString() => _engine.ToString();

    /// <summary>Reads something.</summary>
    internal Task<T> ReadAsync<T>(Func<GalleryContext, Task<T>> read) => UseAsync(read);

    /// <summary>Changes what nobody follows, such as the work that waits for an index: the versions stay as they are.</summary>
    internal Task<int> NoteAsync(Func<GalleryContext, Task<int>> write) => UseAsync(write);

    /// <summary>Changes something in one transaction: all of it, durably, or nothing.</summary>
    internal Task<T> WriteAsync<T>(Func<GalleryContext, Task<T>> write, CancellationToken cancellationToken) =>
        WriteAsync(write, VersionSetting, cancellationToken);

    /// <summary>The same for cameras.</summary>
    internal Task<T> WriteCamerasAsync<T>(Func<GalleryContext, Task<T>> write, CancellationToken cancellationToken) =>
        WriteAsync(write, CamerasVersionSetting, cancellationToken);

    private Task<string> VersionAsync(string setting, CancellationToken cancellationToken) => ReadAsync(
        async context =>
            await context.Settings.Where(row => row.Key == setting).Select(row => row.Value).SingleOrDefaultAsync(cancellationToken)
            ?? throw new UnavailableException(
                $"The database {_engine} is not complete: a backup is being put back, or was not put back to its end."));

    private async Task<T> UseAsync<T>(Func<GalleryContext, Task<T>> use)
    {
        try
        {
            await using var context = _engine.NewContext();
            context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            return await use(context);
        }
        catch (Exception error) when (_engine.Explain(error) is { } fault)
        {
            throw fault;
        }
    }

    private async Task<T> WriteAsync<T>(Func<GalleryContext, Task<T>> write, string version, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = _engine.NewContext();
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var result = await write(context);
            await context.SaveChangesAsync(cancellationToken);
            var value = Guid.CreateVersion7().ToString();
            await context.Settings.Where(row => row.Key == version)
                .ExecuteUpdateAsync(row => row.SetProperty(setting => setting.Value, value), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (Exception error) when (_engine.Explain(error) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Overwrites what was deleted, which it is whatever becomes of that, and says where it may still lie.</summary>
    internal async Task<Erasure> WipeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _engine.WipeAsync(cancellationToken);
        }
        catch (Exception error) when (_engine.Explain(error) is { } fault)
        {
            return new Erasure(false, [$"the files of the database, which could not be rewritten ({fault.Message.TrimEnd('.')})"]);
        }
    }

    /// <summary>Keeps all other processes out of the same purpose.</summary>
    internal async Task<IAsyncDisposable> LockAsync(string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await _engine.LockAsync(purpose, cancellationToken);
        }
        catch (Exception error) when (_engine.Explain(error) is { } fault)
        {
            throw fault;
        }
    }

    // Nobody has to wait for anybody where there is nothing to be made. Asks in plain SQL, which is done before Entity Framework would
    // have begun.
    private static async Task<MasterKey?> FindAsync(DatabaseEngine engine, MasterKeySource source, CancellationToken cancellationToken)
    {
        if (!engine.Exists)
        {
            return null;
        }

        var state = await DatabaseState.ReadAsync(engine, cancellationToken);
        return IsCurrent(state, engine) && state.Settings.ContainsKey(VersionSetting) && state.Settings.ContainsKey(CamerasVersionSetting)
            && state.Settings.TryGetValue(MasterKeySetting, out var id)
            ? Checked(source, id, engine)
            : null;
    }

    private static async Task<MasterKey> MakeAsync(DatabaseEngine engine, MasterKeySource source, CancellationToken cancellationToken)
    {
        await using var alone = await engine.LockAsync("open", cancellationToken);
        if (await FindAsync(engine, source, cancellationToken) is { } made)
        {
            return made;
        }

        await engine.PrepareAsync(cancellationToken);
        await using var context = engine.NewContext();
        if (!IsCurrent(await DatabaseState.ReadAsync(engine, cancellationToken), engine))
        {
            await context.Database.MigrateAsync(cancellationToken);
        }

        var id = await SettingAsync(context, MasterKeySetting, cancellationToken);
        var key = Checked(source, id, engine);
        await MakeSettingAsync(context, VersionSetting, Guid.CreateVersion7().ToString(), cancellationToken);
        await MakeSettingAsync(context, CamerasVersionSetting, Guid.CreateVersion7().ToString(), cancellationToken);
        await MakeSettingAsync(context, MasterKeySetting, key.Id, cancellationToken);
        return key;
    }

    private static bool IsCurrent(DatabaseState state, DatabaseEngine engine) =>
        state.Migrations.Except(engine.Migrations).LastOrDefault() is { } newer
            ? throw new InvalidException(
                $"The database {engine} was written by a newer version of analytics (it has '{newer}', which this one does not know). "
                + "Use that version, or a copy of the database from before.")
            : state.Migrations.Count == engine.Migrations.Count;

    private static Task<string?> SettingAsync(GalleryContext context, string key, CancellationToken cancellationToken) =>
        context.Settings.Where(row => row.Key == key).Select(row => row.Value).SingleOrDefaultAsync(cancellationToken);

    private static async Task MakeSettingAsync(GalleryContext context, string key, string value, CancellationToken cancellationToken)
    {
        if (await SettingAsync(context, key, cancellationToken) is null)
        {
            context.Settings.Add(new SettingRow { Key = key, Value = value });
            await context.SaveChangesAsync(cancellationToken);
        }
    }

    // The key of a database whose key has that id; of a new database any key.
    private static MasterKey Checked(MasterKeySource source, string? id, DatabaseEngine engine)
    {
        if (source.Base64 is null && !File.Exists(source.File) && id is not null)
        {
            throw new NotFoundException(
                $"The master key '{source.File}' of the database {engine} is not there. Put it back from where its copy is kept, or set "
                + $"{MasterKey.Variable}: without it no photo can be used.");
        }

        var key = source.Base64 is { } base64 ? MasterKey.Parse(base64, MasterKey.Variable)
            : id is null ? MasterKey.Create(source.File)
            : MasterKey.Read(source.File);
        return id is null || id == key.Id
            ? key
            : throw new InvalidException(
                $"The master key in {key.Origin} ({key.Id}) is not the one that the database {engine} was encrypted with ({id}). "
                + "Put that one back, or name its file with Gallery:MasterKeyFile.");
    }
}
