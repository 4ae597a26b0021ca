using System.Data.Common;
using System.Reflection;
using Analytics.Contracts;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Analytics.Store.Database;

/// <summary>A kind of database and where it is. What it says of itself and of its faults holds no password.</summary>
public abstract class DatabaseEngine : IDisposable
{
    /// <summary>For messages, for example <c>'/var/lib/analytics/gallery.db'</c>.</summary>
    public abstract override string ToString();

    /// <summary>Lets go of connections and files.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether there may be a database already.</summary>
    internal abstract bool Exists { get; }

    /// <summary>A session of its own.</summary>
    internal abstract GalleryContext NewContext();

    /// <summary>A connection without Entity Framework, to look at what there is; not opened yet.</summary>
    internal abstract DbConnection NewConnection();

    /// <summary>The migrations that this program knows, the oldest first.</summary>
    internal abstract IReadOnlyList<string> Migrations { get; }

    /// <summary>SQL that counts the tables of this schema that are called <c>@name</c>.</summary>
    internal abstract string CountTables { get; }

    /// <summary>Makes the place ready for a first migration.</summary>
    internal abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Keeps all other processes out of the same purpose until it is disposed.</summary>
    /// <exception cref="Contracts.FailureException">Another process holds it for too long.</exception>
    internal abstract Task<IAsyncDisposable> LockAsync(string purpose, CancellationToken cancellationToken);

    /// <summary>Overwrites what has been deleted as far as that can be done, and says where it may still lie.</summary>
    internal abstract Task<Erasure> WipeAsync(CancellationToken cancellationToken);

    /// <summary>What, where and what next of a fault of the database; none when the exception is something else.</summary>
    internal abstract FailureException? Explain(Exception error);

    /// <summary>Lets go of connections and files.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>The migrations that a context carries, as Entity Framework would list them if it were running.</summary>
    private protected static IReadOnlyList<string> MigrationsOf<TContext>()
        where TContext : GalleryContext =>
    [
        .. typeof(TContext).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Migration))
                && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(TContext))
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()!.Id)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The exception and all those inside it.</summary>
    private protected static IEnumerable<Exception> Chain(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            yield return error;
        }
    }
}
