using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.People.Index;
using Analytics.Store;
using Analytics.Store.Database;
using Analytics.Tests.Matching;
using Analytics.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.People.Index;

public sealed class GalleryIndexUseSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private static readonly FaceCollection Collection = new("people", Faces.Model, 8);
    private static readonly KeyValuePair<string, string> WritesInMemory = new("writes", "in memory: another process has the index");
    private readonly string _folder = folders.Create(Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task While_one_process_has_the_index_another_works_on_a_copy_and_the_first_takes_over_what_it_changed()
    {
        using var watching = await OpenAsync();
        using var adding = await OpenAsync();
        await watching.EnrolAsync("Ann", GalleryRig.Photo(1));
        await using var owner = await OpenIndexAsync(watching);
        await using var copy = await OpenIndexAsync(adding);

        await adding.EnrolAsync("Bob", GalleryRig.Photo(3));
        await copy.CatchUpAsync(CancellationToken.None);

        Assert.Equal((1, 1), (await CountAsync(owner.Faces), await CountAsync(copy.Faces)));
        await owner.RefreshAsync(CancellationToken.None);
        Assert.Equal(2, await CountAsync(owner.Faces));
        Assert.Equal("embedded", (await owner.Faces.StatusAsync(CancellationToken.None)).Value.Kind);
        Assert.Contains(WritesInMemory, (await copy.Faces.StatusAsync(CancellationToken.None)).Value.Facts);
    }

    [Fact]
    public async Task An_index_that_was_lost_is_filled_again_when_it_is_opened()
    {
        using var gallery = await OpenAsync();
        await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        await (await OpenIndexAsync(gallery)).DisposeAsync();
        Directory.Delete(FaceIndexes.FolderOf(_folder, Collection.Name), recursive: true);

        await using var index = await OpenIndexAsync(gallery);

        Assert.Equal(1, await CountAsync(index.Faces));
    }

    [Fact]
    public async Task A_damaged_index_is_refused_and_one_made_anew_takes_all_from_the_database()
    {
        using var gallery = await OpenAsync();
        await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        await gallery.EnrolAsync("Bob", GalleryRig.Photo(3));
        await (await OpenIndexAsync(gallery)).DisposeAsync();
        var file = Directory.GetFiles(FaceIndexes.FolderOf(_folder, Collection.Name), "*.log").Single();
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<UnusableIndexException>(() => OpenIndexAsync(gallery));

        Assert.Contains("index rebuild", refused.Shown(), StringComparison.Ordinal);
        await using (await GalleryIndex.OpenAnewAsync(new IndexOptions(), _folder, Collection, NullLogger.Instance, CancellationToken.None))
        {
        }

        await using var index = await OpenIndexAsync(gallery);
        Assert.Equal(2, await CountAsync(index.Faces));
    }

    [Fact]
    public async Task A_copy_takes_over_a_removal_an_addition_and_a_change_of_lists_that_come_within_one_look()
    {
        using var watching = await OpenAsync();
        using var changing = await OpenAsync();
        await changing.Lists.CreateAsync(new("banned"), "", WatchlistPolicy.Default, CancellationToken.None);
        var ann = await changing.EnrolAsync("Ann", GalleryRig.Photo(1));
        var cid = await changing.EnrolAsync("Cid", GalleryRig.Photo(5));
        await using var owner = await OpenIndexAsync(changing);
        await using var copy = await OpenIndexAsync(watching);

        await changing.People.RemoveAsync(ann, CancellationToken.None);
        var bob = await changing.EnrolAsync("Bob", GalleryRig.Photo(3));
        await changing.Lists.AddAsync(new("banned"), [cid], CancellationToken.None);
        await copy.RefreshAsync(CancellationToken.None);

        Assert.Contains(WritesInMemory, (await copy.Faces.StatusAsync(CancellationToken.None)).Value.Facts);
        Assert.Equal((0, 1, 1), (await CountAsync(copy.Faces, ann), await CountAsync(copy.Faces, bob), await CountAsync(copy.Faces, cid)));
        Assert.Equal(1, (await copy.Faces.CountAsync(new FaceFilter { Watchlist = new("banned") }, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_backup_that_is_put_back_is_what_the_index_holds_from_then_on()
    {
        PersonId ann, bob;
        using (var gallery = await OpenAsync())
        {
            ann = await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
            await (await OpenIndexAsync(gallery)).DisposeAsync();
        }

        var file = Path.Combine(_folder, "gallery.db");
        File.Copy(file, file + ".kept");
        using (var gallery = await OpenAsync())
        {
            await gallery.People.RemoveAsync(ann, CancellationToken.None);
            bob = await gallery.EnrolAsync("Bob", GalleryRig.Photo(3));
            await (await OpenIndexAsync(gallery)).DisposeAsync();
        }

        File.Move(file + ".kept", file, overwrite: true);
        using var restored = await OpenAsync();
        await using var index = await OpenIndexAsync(restored);

        Assert.Equal(["Ann"], await restored.NamesAsync());
        Assert.Equal((1, 0), (await CountAsync(index.Faces, ann), await CountAsync(index.Faces, bob)));
    }

    [Fact]
    public async Task What_no_work_says_is_found_while_the_index_is_in_use_and_the_rest_of_it_stays()
    {
        using var gallery = await OpenAsync();
        var ann = await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        var cid = await gallery.EnrolAsync("Cid", GalleryRig.Photo(5));
        await using var index = await OpenIndexAsync(gallery);

        await gallery.People.RemoveAsync(ann, CancellationToken.None);
        var bob = await gallery.EnrolAsync("Bob", GalleryRig.Photo(3));
        await gallery.SqlAsync("DELETE FROM index_work");
        Assert.Empty(await index.RefreshAsync(CancellationToken.None));

        Assert.Equal(
            (0, 1, 1), (await CountAsync(index.Faces, ann), await CountAsync(index.Faces, bob), await CountAsync(index.Faces, cid)));
    }

    private static async Task<long> CountAsync(IFaceIndex index, PersonId person) =>
        (await index.CountAsync(new FaceFilter { Person = person }, CancellationToken.None)).Value;

    private static async Task<long> CountAsync(IFaceIndex index) => (await index.CountAsync(FaceFilter.All, CancellationToken.None)).Value;

    private Task<GalleryRig> OpenAsync() => GalleryRig.OpenAsync(
        new SqliteEngine(Path.Combine(_folder, "gallery.db"), TimeSpan.FromSeconds(20)), Path.Combine(_folder, "master.key"));

    private Task<GalleryIndex> OpenIndexAsync(GalleryRig gallery) => GalleryIndex.OpenAsync(
        gallery.Database, new IndexOptions(), _folder, Collection, mayCopy: true, NullLogger.Instance, CancellationToken.None);
}
