using System.Runtime.Versioning;
using Analytics.Contracts;
using Analytics.Store;
using Analytics.Store.Database;
using Xunit;

namespace Analytics.Tests.Store;

[UnsupportedOSPlatform("windows")]
[FullTier]
public sealed class PostgresGallerySpec(PostgresServer server, FolderFixture folders)
    : GallerySpec(folders), IClassFixture<PostgresServer>, IClassFixture<FolderFixture>
{
    private readonly Lazy<Task<string>> _connection = new(() => server.NewDatabaseAsync(Guid.NewGuid().ToString("N")));

    private protected override async Task<DatabaseEngine> EngineAsync() => At(await _connection.Value);

    [Fact]
    public async Task A_wrong_password_is_reported_without_it()
    {
        var refused = await RefusalAsync(server.Connection("postgres").Replace("hunter22", "hunter23", StringComparison.Ordinal));

        Assert.Contains("rejects the user or the password", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_reported() => Assert.Contains(
        "'nowhere' on 127.0.0.1", await RefusalAsync(server.Connection("nowhere")), StringComparison.Ordinal);

    [Fact]
    public async Task A_server_out_of_reach_is_reported_without_the_password()
    {
        var refused = await RefusalAsync("Host=127.0.0.1;Port=1;Username=analytics;Password=hunter22;Database=gallery;Timeout=5");

        Assert.Contains("'gallery' on 127.0.0.1:1 cannot be reached", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_no_connection_string_is_not_repeated()
    {
        var refused = Assert.ThrowsAny<FailureException>(() => At("postgresql://me:hunter22@db/gallery"));

        Assert.StartsWith("ANALYTICS_DATABASE holds no connection string of PostgreSQL.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_who_was_removed_leaves_no_row()
    {
        using var gallery = await OpenAsync();
        await gallery.Lists.CreateAsync(new("banned"), "", WatchlistPolicy.Default, CancellationToken.None);
        var ann = await gallery.EnrolAsync("Ann", [new("banned")], GalleryRig.Photo(1));

        Assert.True((await gallery.People.RemoveAsync(ann, CancellationToken.None)).Overwritten);

        Assert.Equal((0, 0, 0, 0), await gallery.Database.ReadAsync(context => Task.FromResult((
            context.People.Count(), context.Photos.Count(), context.Templates.Count(), context.Memberships.Count()))));
    }

    [Fact]
    public async Task A_connection_that_breaks_under_the_lock_is_no_error_of_the_lock()
    {
        using var engine = At(await _connection.Value);
        var held = await engine.LockAsync("gallery", CancellationToken.None);
        using var others = At(server.Connection("postgres"));
        await using var connection = others.NewConnection();
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await held.DisposeAsync();

        await using var again = await engine.LockAsync("gallery", CancellationToken.None);
    }

    private static PostgresEngine At(string connection) => new(connection, PostgresEngine.Variable, TimeSpan.FromSeconds(20));

    private async Task<string> RefusalAsync(string connection) =>
        (await Assert.ThrowsAnyAsync<FailureException>(() => GalleryRig.OpenAsync(At(connection), KeyFile))).Message;
}
