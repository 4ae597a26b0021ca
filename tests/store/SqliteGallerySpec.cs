using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Analytics.Store.Database;
using Analytics.Store.Encryption;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Analytics.Tests.Store;

[UnsupportedOSPlatform("windows")]
public sealed class SqliteGallerySpec(FolderFixture folders) : GallerySpec(folders), IClassFixture<FolderFixture>
{
    private string File => Path.Combine(Folder, "gallery.db");

    private protected override Task<DatabaseEngine> EngineAsync() =>
        Task.FromResult<DatabaseEngine>(new SqliteEngine(File, TimeSpan.FromSeconds(20)));

    [Fact]
    public async Task The_file_is_for_its_owner_alone()
    {
        using var gallery = await OpenAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task A_damaged_file_is_reported_with_the_remedy()
    {
        using (var gallery = await OpenAsync())
        {
            for (var i = 0; i < 20; i++)
            {
                await gallery.EnrolAsync($"Person {i}", GalleryRig.Photo(i));
            }
        }

        var whole = await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken);
        var damaged = whole.ToArray();
        damaged.AsSpan(0, 4096).Fill(0xAA);
        await System.IO.File.WriteAllBytesAsync(File, damaged, TestContext.Current.CancellationToken);
        await RefusedAsync(OpenAsync, $"The database '{File}' is damaged", "Restore it from a copy");

        damaged = whole.ToArray();
        damaged.AsSpan(4096).Fill(0xAA);
        await System.IO.File.WriteAllBytesAsync(File, damaged, TestContext.Current.CancellationToken);
        await RefusedAsync(OpenAsync, $"The database '{File}' is damaged");

        await System.IO.File.WriteAllBytesAsync(File, whole, TestContext.Current.CancellationToken);
        using (var gallery = await OpenAsync())
        {
            Assert.Equal(20, (await gallery.NamesAsync()).Count);
        }
    }

    [Fact]
    public async Task A_process_that_died_in_a_migration_locks_nobody_out()
    {
        using (var engine = await EngineAsync())
        {
            await using var context = engine.NewContext();
            await context.Database.ExecuteSqlRawAsync(
                "CREATE TABLE \"__EFMigrationsLock\" (\"Id\" INTEGER NOT NULL PRIMARY KEY, \"Timestamp\" TEXT NOT NULL); "
                + "INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01')",
                TestContext.Current.CancellationToken);
        }

        using var gallery = await OpenAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Empty(await gallery.NamesAsync());
    }

    [Fact]
    public async Task A_writer_that_does_not_end_is_reported()
    {
        using var gallery = await GalleryRig.OpenAsync(new SqliteEngine(File, TimeSpan.FromSeconds(1)), KeyFile);
        await using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);

        await RefusedAsync(
            () => gallery.EnrolAsync("Ann", GalleryRig.Photo(1)), $"The database '{File}' is locked by another process that writes");

        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(256)]
    [InlineData(1024)]
    public async Task Of_a_person_who_was_removed_no_byte_is_left(int length)
    {
        using var gallery = await OpenAsync();
        List<Secrets> all = [];
        for (var i = 0; i < 24; i++)
        {
            var photos = Enumerable.Range(0, 3).Select(j => GalleryRig.Photo((3 * i) + j, length: length)).ToArray();
            var person = await gallery.EnrolAsync($"Person {i}", photos);
            all.Add(await SecretsAsync(gallery, person.Value, photos.Select(photo => photo.Template.Vector.ToArray())));
        }

        foreach (var person in all)
        {
            // Before the removal the search finds what is stored, but nothing that can be read.
            Assert.All(person.Ciphertexts, ciphertext => Assert.True(IsOnDisk(ciphertext), "The search finds nothing at all."));
            Assert.All(person.Plain, plain => Assert.False(IsOnDisk(plain), "A template lies on disk in the clear."));
        }

        foreach (var person in all.Where((_, i) => i % 3 != 0).Reverse())
        {
            Assert.True((await gallery.People.RemoveAsync(new(person.Person), CancellationToken.None)).Overwritten);
            Assert.All(person.Ciphertexts, ciphertext => Assert.False(IsOnDisk(ciphertext), $"Something of '{person.Person}' is left."));
        }

        Assert.All(all[0].Ciphertexts, ciphertext => Assert.True(IsOnDisk(ciphertext), "Somebody else was erased."));
    }

    private static async Task<Secrets> SecretsAsync(GalleryRig gallery, string person, IEnumerable<float[]> templates)
    {
        var row = await gallery.Database.ReadAsync(
            context => context.People.Include(row => row.Photos).ThenInclude(photo => photo.Templates)
                .SingleAsync(row => row.Id == person));
        List<byte[]> ciphertexts =
            [row.WrappedKey, .. row.Photos.Select(photo => photo.Crop),
             .. row.Photos.SelectMany(photo => photo.Templates).Select(template => template.Vector)];
        using var key = PersonKey.Unwrap(gallery.Database.MasterKey, new(person), row.WrappedKey)!;
        List<byte[]> plain =
        [
            .. templates.Select(vector => MemoryMarshal.AsBytes(vector.AsSpan()).ToArray()),
            .. templates.Select(vector => MemoryMarshal.AsBytes(vector.Select(value => (Half)value).ToArray().AsSpan()).ToArray()),
        ];
        return new Secrets(person, ciphertexts, plain);
    }

    // In pieces too: a row may be spread over several pages.
    private bool IsOnDisk(byte[] secret)
    {
        const int Piece = 16;
        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            for (var at = 0; at + Piece <= secret.Length; at += Piece * 8)
            {
                // A piece of zeros is everywhere.
                if (secret.AsSpan(at, Piece).ContainsAnyExcept((byte)0) && bytes.AsSpan().IndexOf(secret.AsSpan(at, Piece)) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private sealed record Secrets(string Person, IReadOnlyList<byte[]> Ciphertexts, IReadOnlyList<byte[]> Plain);
}
