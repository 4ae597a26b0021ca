using Analytics.Cli;
using Analytics.Host;
using Analytics.Host.Commands;
using Analytics.Host.Commands.Index;
using Analytics.Host.Commands.People;
using Analytics.Host.Commands.Watchlists;
using Analytics.Match.Index;
using Analytics.People.Index;
using Analytics.Store;
using Analytics.Store.Database;
using Analytics.Tests.Store;
using Xunit;

namespace Analytics.Tests.Host.Commands.People;

/// <summary>A command that changes the database and then cannot follow with the index says what was done and what follows.</summary>
public sealed class UnfinishedChangeSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private readonly string _data = folders.Create(Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task A_removal_whose_index_is_away_is_said_to_be_done_and_the_next_command_takes_it_over()
    {
        using (var gallery = await OpenAsync())
        {
            await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        }

        var (code, _, error) = await RunAsync(
            "people", "remove", "Ann", "--yes", "--set", "Index:Kind=qdrant", "--set", "Index:Url=http://127.0.0.1:1",
            "--set", "Index:Retries=0");

        Assert.Equal(4, code);
        Assert.StartsWith(
            "error: Removed Ann (1 photo) from the database. The index is not updated yet: Qdrant at http://127.0.0.1:1 is out of reach",
            error,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "Do not repeat the command: the next process that reaches the index updates it.\n", error, StringComparison.Ordinal);
        using var after = await OpenAsync();
        Assert.Empty(await after.NamesAsync());
        Assert.True(await after.Keeper.WaitingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_change_of_a_list_while_another_process_writes_the_index_is_said_to_be_done()
    {
        using var gallery = await OpenAsync();
        await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        await gallery.Lists.CreateAsync(new("banned"), "", WatchlistPolicy.Default, CancellationToken.None);
        await using var held = await gallery.Database.LockAsync(IndexKeeper.Purpose, CancellationToken.None);

        var (code, _, error) = await RunAsync("watchlists", "add", "banned", "Ann", "--set", "Gallery:LockTimeout=00:00:01");

        Assert.Equal(4, code);
        Assert.StartsWith("error: 1 person added to 'banned'. The index is not updated yet: ", error, StringComparison.Ordinal);
        Assert.Contains("Do not repeat the command", error, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(await gallery.Lists.ListAsync(CancellationToken.None)).People);
    }

    [Fact]
    public async Task A_removal_that_an_unusable_index_cannot_follow_is_said_to_be_done_with_the_remedy()
    {
        using (var gallery = await OpenAsync())
        {
            await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        }

        Directory.CreateDirectory(FaceIndexes.FolderOf(_data, "people"));
        await File.WriteAllTextAsync(
            Path.Combine(FaceIndexes.FolderOf(_data, "people"), "faces-00000001-00000001.log"), "no index",
            TestContext.Current.CancellationToken);
        var (code, _, error) = await RunAsync("people", "remove", "Ann", "--yes");

        Assert.Equal(2, code);
        Assert.StartsWith("error: Removed Ann (1 photo) from the database. The index could not follow: ", error, StringComparison.Ordinal);
        Assert.Contains("'analytics index rebuild'", error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("index", "rebuild")).Code);
    }

    private Task<GalleryRig> OpenAsync() => GalleryRig.OpenAsync(
        new SqliteEngine(Path.Combine(_data, "gallery.db"), TimeSpan.FromSeconds(20)), Path.Combine(_data, "master.key"));

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using StringWriter output = new(), error = new();
        var root = AnalyticsCommand.Create(PeopleCommand.Create(), WatchlistsCommand.Create(), IndexCommand.Create());
        var code = await CommandRunner.RunAsync(root, [.. arguments, "--data", _data], output, error, CancellationToken.None, Hints.Of);
        return (code, output.ToString(), error.ToString());
    }
}
