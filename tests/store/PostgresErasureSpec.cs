using System.Runtime.Versioning;
using Analytics.Store.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Analytics.Tests.Store;

/// <summary>What is left on a PostgreSQL server's disk of somebody who was removed, and whether the answer says so.</summary>
[UnsupportedOSPlatform("windows")]
[FullTier]
public sealed class PostgresErasureSpec(PostgresServer server, FolderFixture folders)
    : IClassFixture<PostgresServer>, IClassFixture<FolderFixture>
{
    private readonly string _folder = folders.Create(Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task Nothing_is_left_in_the_files_of_the_tables_and_the_log_is_named()
    {
        using var gallery = await OpenAsync(await server.NewDatabaseAsync(Guid.NewGuid().ToString("N")), TimeSpan.FromSeconds(20));
        var ann = await gallery.EnrolAsync("Ann", GalleryRig.Photo(1, length: 256), GalleryRig.Photo(2, length: 256));
        var bob = await gallery.EnrolAsync("Bob", GalleryRig.Photo(3, length: 256));
        var (gone, kept) = (await SecretsAsync(gallery, ann.Value), await SecretsAsync(gallery, bob.Value));
        await gallery.SqlAsync("ANALYZE"); // copies values of columns
        await gallery.SqlAsync("CHECKPOINT");
        Assert.All(gone.Concat(kept), secret => Assert.True(IsIn("base", secret), "The search finds nothing at all."));

        var erasure = await gallery.People.RemoveAsync(ann, CancellationToken.None);

        await gallery.SqlAsync("CHECKPOINT");
        Assert.True(erasure.Overwritten);
        Assert.All(gone, secret => Assert.False(IsIn("base", secret), "Something is left in the files of the tables."));
        Assert.All(kept, secret => Assert.True(IsIn("base", secret), "Somebody else was erased."));
        Assert.Contains(gone, secret => IsIn("pg_wal", secret));
        Assert.Contains(erasure.Remains, place => place.Contains("write-ahead log (pg_wal)", StringComparison.Ordinal));
        Assert.Contains(erasure.Remains, place => place.Contains("backups", StringComparison.Ordinal));
        Assert.Equal(bob, (await gallery.People.GetAsync("Bob", CancellationToken.None)).Id);
    }

    [Theory]
    [InlineData("people", "which another session uses")]
    [InlineData("watchlists", "that another session may still see")]
    public async Task Where_another_session_is_in_the_way_the_answer_says_that_the_files_still_hold_it(string reads, string reason)
    {
        var connection = await server.NewDatabaseAsync(Guid.NewGuid().ToString("N"));
        using var gallery = await OpenAsync(connection, TimeSpan.FromSeconds(1));
        var ann = await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        await using var source = NpgsqlDataSource.Create(connection);
        await using var other = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, TestContext.Current.CancellationToken);
        await using NpgsqlCommand ofPeople = new("SELECT count(*) FROM people", other), ofLists = new(
            "SELECT count(*) FROM watchlists", other);
        await (reads == "people" ? ofPeople : ofLists).ExecuteScalarAsync(TestContext.Current.CancellationToken);

        var erasure = await gallery.People.RemoveAsync(ann, CancellationToken.None);

        Assert.False(erasure.Overwritten);
        Assert.Contains(reason, erasure.Remains[0], StringComparison.Ordinal);
        Assert.Empty(await gallery.NamesAsync());
    }

    private async Task<GalleryRig> OpenAsync(string connection, TimeSpan timeout) => await GalleryRig.OpenAsync(
        new PostgresEngine(connection, PostgresEngine.Variable, timeout), Path.Combine(_folder, "master.key"));

    private static Task<List<byte[]>> SecretsAsync(GalleryRig gallery, string person) => gallery.Database.ReadAsync(async context =>
    {
        var row = await context.People.Include(row => row.Photos).ThenInclude(photo => photo.Templates)
            .SingleAsync(row => row.Id == person);
        return new List<byte[]>(
            [row.WrappedKey, .. row.Photos.Select(photo => photo.Crop), .. row.Photos.SelectMany(photo => photo.Templates)
                .Select(template => template.Vector)]);
    });

    // Any sixteen bytes in a row: a long value lies in pieces.
    private bool IsIn(string part, byte[] secret)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(server.Data, part), "*", SearchOption.AllDirectories))
        {
            var bytes = Read(path);
            for (var at = 0; at + 16 <= secret.Length; at += 128)
            {
                if (bytes.AsSpan().IndexOf(secret.AsSpan(at, 16)) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static byte[] Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            return []; // the server has deleted it since
        }
    }
}
