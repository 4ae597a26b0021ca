using Analytics.Host.Configuration;
using Analytics.Host.People;
using Analytics.Match.Gallery.Database;
using Analytics.Match.Index;
using Analytics.Tests.Matching;
using Analytics.Tests.Matching.Gallery;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Host.People;

public sealed class GalleryIndexUseSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private static readonly FaceCollection Collection = new("people", Faces.Model, 8);
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
        await copy.TellAsync(CancellationToken.None);

        Assert.Equal((1, 1), (await CountAsync(owner.Faces), await CountAsync(copy.Faces)));
        await owner.RefreshAsync(CancellationToken.None);
        Assert.Equal(2, await CountAsync(owner.Faces));
        Assert.Equal("embedded", (await owner.Faces.StatusAsync(CancellationToken.None)).Value.Kind);
        Assert.Equal("memory", (await copy.Faces.StatusAsync(CancellationToken.None)).Value.Kind);
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

        Assert.Contains("index rebuild", refused.Message, StringComparison.Ordinal);
        await using (await GalleryIndex.OpenAnewAsync(new AnalyticsOptions(), _folder, Collection, NullLogger.Instance, CancellationToken.None))
        {
        }

        await using var index = await OpenIndexAsync(gallery);
        Assert.Equal(2, await CountAsync(index.Faces));
    }

    private static async Task<long> CountAsync(IFaceIndex index) => (await index.CountAsync(FaceFilter.All, CancellationToken.None)).Value;

    private Task<GalleryRig> OpenAsync() => GalleryRig.OpenAsync(
        new SqliteEngine(Path.Combine(_folder, "gallery.db"), TimeSpan.FromSeconds(20)), Path.Combine(_folder, "master.key"));

    private Task<GalleryIndex> OpenIndexAsync(GalleryRig gallery) => GalleryIndex.OpenAsync(
        gallery.Database, new AnalyticsOptions(), _folder, Collection, mayCopy: true, NullLogger.Instance, CancellationToken.None);
}
